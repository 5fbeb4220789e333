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

    [Fact]
    public async Task What_takes_longer_to_load_than_its_polling_is_loaded_all_the_same()
    {
        var got = await RunAsync("core/resource.js", """
            const { html, render } = await import('/dashboard/js/core/preact.js');
            const place = document.createElement('div');
            let asked = 0;
            const load = signal => new Promise((resolve, reject) => {
                asked++;
                const timer = setTimeout(() => resolve('here'), 300);
                signal.addEventListener('abort', () => { clearTimeout(timer); reject(signal.reason); });
            });
            const Shown = () => html`<p>${module.useResource(load, ['slow'], 50).data}</p>`;
            render(html`<${Shown} />`, place);
            for (let tries = 0; tries < 200 && place.textContent === ''; tries++) await new Promise(resolve => setTimeout(resolve, 10));
            const text = place.textContent;
            while (asked < 2) await new Promise(resolve => setTimeout(resolve, 10));
            render(null, place);
            return text;
            """);
        Assert.Equal("here", got);
    }

    [Fact]
    public async Task What_is_not_answered_in_time_is_a_failure_and_no_abort()
    {
        var got = await RunAsync("core/api.js", """
            const [kept, timeout] = [window.fetch, AbortSignal.timeout];
            const after = [];
            AbortSignal.timeout = milliseconds => { after.push(milliseconds); return timeout.call(AbortSignal, 20); };
            window.fetch = (path, { signal }) => new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
            const outcome = promise => Promise.race([promise, new Promise(resolve => setTimeout(resolve, 5000, 'nothing'))])
                .then(String, error => (error instanceof module.ApiError ? `status ${error.status}` : error.name));
            try {
                const late = await outcome(module.get('/v1/clients', {}, new AbortController().signal));
                const left = new AbortController();
                const aborted = outcome(module.get('/v1/clients', {}, left.signal));
                left.abort();
                return [late, await aborted, ...after].join(', ');
            } finally {
                window.fetch = kept;
                AbortSignal.timeout = timeout;
            }
            """);
        Assert.Equal("status 0, AbortError, 30000, 30000", got);
    }

    [Fact]
    public async Task A_stream_that_has_fallen_silent_is_connected_again()
    {
        var got = await RunAsync("core/sse.js", """
            const [kept, timer] = [window.fetch, window.setTimeout];
            const states = [];
            let [asked, cancelled] = [0, 0];
            window.fetch = () => {
                asked++;
                return Promise.resolve(new Response(new ReadableStream({ start: to => to.enqueue(new TextEncoder().encode('data: x\n\n')), cancel: () => { cancelled++; } })));
            };
            window.setTimeout = (run, after, ...rest) => timer(run, after >= 1000 ? 20 : after, ...rest);
            try {
                const stop = module.listen('/v1/stream', { onEvent: e => states.push(e.data), onState: state => states.push(state) });
                for (let tries = 0; tries < 200 && asked < 2; tries++) await new Promise(resolve => timer(resolve, 10));
                stop();
                return `${states.slice(0, 5).join(' ')}, ${cancelled > 0}`;
            } finally {
                window.fetch = kept;
                window.setTimeout = timer;
            }
            """);
        Assert.Equal("connecting live x lost connecting, true", got);
    }

    [Fact]
    public async Task A_value_that_is_made_anew_at_each_draw_settles()
    {
        var got = await RunAsync("core/settled.js", """
            const { html, render } = await import('/dashboard/js/core/preact.js');
            const place = document.createElement('div');
            let drawn = 0;
            const Shown = ({ who }) => { drawn++; return html`<p>${module.useSettled({ who }, 20).who}</p>`; };
            render(html`<${Shown} who="a" />`, place);
            render(html`<${Shown} who="b" />`, place);
            for (let tries = 0; tries < 200 && place.textContent !== 'b'; tries++) await new Promise(resolve => setTimeout(resolve, 10));
            await new Promise(resolve => setTimeout(resolve, 300));
            const text = place.textContent;
            render(null, place);
            return `${text} ${drawn}`;
            """);
        Assert.Equal("b 3", got);
    }

    [Theory]
    [InlineData("a, b", new[] { "a, b" }, "[\"a, b\"]")]
    [InlineData("x,y, z", new[] { "x,y", "z" }, "[\"x,y\",\"z\"]")]
    [InlineData("x, y, z", new[] { "x", "y" }, "[\"x\",\"y\",\"z\"]")]
    [InlineData("", new string[0], "[]")]
    [InlineData("", new[] { "x" }, "[]")]
    public async Task A_list_that_nobody_has_changed_stays_as_it_is(string text, string[] before, string list)
        => Assert.Equal(list, await RunAsync(
            "screens/access-rule-form.js",
            $"const v = {JsonSerializer.Serialize(text)}; const b = {JsonSerializer.Serialize(before)}; return JSON.stringify(module.ruleOf({{ topics: v, users: '', roles: '', groups: '', clients: '' }}, {{ topics: b }}).topics);"));

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
