using System.Text.Json;
using Gmqtt.Dashboard.Tests.Running;

namespace Gmqtt.Dashboard.Tests.Modules;

/// <summary>Small modules by themselves, run by the browser that will run them.</summary>
[Collection(InPlant.Name)]
public sealed class ModuleTests(ModuleTests.Opened opened) : IClassFixture<ModuleTests.Opened>
{
    [Fact]
    public async Task Events_are_whole_however_the_network_cuts_them()
    {
        const string Stream = ": welcome\n\nevent: point\nid: 7\ndata: {\"a\":1}\n\ndata: two\r\ndata: lines\r\n\r\nevent: lost\n\n";
        for (var piece = 1; piece <= Stream.Length; piece++)
        {
            var got = await RunAsync("core/sse.js", $$"""
                const got = []; const feed = module.createParser(e => got.push(`${e.event}/${e.id}/${e.data}`)); const text = {{JsonSerializer.Serialize(Stream)}};
                for (let at = 0; at < text.length; at += {{piece}}) feed(text.slice(at, at + {{piece}}));
                return got.join('|');
                """);
            Assert.Equal("point/7/{\"a\":1}|message/7/two\nlines", got);
        }
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("@sum", "'@sum")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"x\"", "\"say \"\"x\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    public async Task A_cell_of_an_export_is_a_cell_and_no_formula(string text, string cell)
        => Assert.Equal($"{cell}\r\n", await RunAsync("core/save.js", $"return module.csv([{JsonSerializer.Serialize(text)}], []);"));

    [Theory]
    [InlineData("a/b c?d#e")]
    [InlineData("../..")]
    [InlineData("%2f%")]
    [InlineData("客户端")]
    public async Task A_name_in_an_address_comes_out_as_it_went_in(string name)
        => Assert.Equal(name, await RunAsync("core/router.js", $"return module.parse(module.href(['clients', {JsonSerializer.Serialize(name)}], {{ tab: 'queue' }})).path[1];"));

    [Theory]
    [InlineData("duration(93784)", "1d 2h")]
    [InlineData("duration(60)", "1m")]
    [InlineData("duration(0.0004)", "400µs")]
    [InlineData("duration(0.25)", "250ms")]
    [InlineData("bytes(1536)", "1.5 KiB")]
    [InlineData("bytes(0)", "0 B")]
    [InlineData("compact(12345)", "12.3K")]
    [InlineData("compact(999999)", "1M")]
    [InlineData("count('18446744073709551615')", "18,446,744,073,709,552,000")]
    public async Task Figures_are_short_and_have_their_unit(string call, string shown)
        => Assert.Equal(shown, await RunAsync("core/format.js", $"return module.{call};"));

    [Fact]
    public async Task Bytes_are_dumped_with_their_letters()
        => Assert.Equal("000000  00 41 ff                                         .A.", await RunAsync("core/bytes.js", "return module.hex(Uint8Array.of(0, 65, 255), 16);"));

    // The page's policy forbids code made of text; the debugger's own evaluation is not the page's.
    private Task<string> RunAsync(string module, string body)
        => opened.Tab.Page.EvaluateAsync<string>($"async () => {{ const module = await import('/dashboard/js/{module}'); {body} }}");

    /// <summary>One tab for all of them: they leave nothing in it.</summary>
    public sealed class Opened(Plant plant) : IAsyncLifetime
    {
        private Tab? _tab;

        internal Tab Tab => _tab!;

        public async Task InitializeAsync() => _tab = await Tab.OpenAsync(plant.Chromium, plant.Broker);

        public async Task DisposeAsync() => await Tab.DisposeAsync();
    }
}
