using Gmqtt.Broker.Routing;

namespace Gmqtt.Broker.Tests.Routing;

public sealed class TreeChildrenTests
{
    [Fact]
    public void Children_are_found_by_name_and_gone_when_removed_however_many_there_are()
    {
        var children = new TreeChildren();
        for (var i = 0; i < 100; i++)
        {
            children.Add($"{i}", new TreeNode(null, $"{i}"));
            Assert.True(children.TryGet($"{i}", out var added));
            Assert.Equal($"{i}", added.Level);
            Assert.False(children.TryGet($"{i + 1}", out _));
            Assert.Equal(i + 1, children.All.Count());
        }

        for (var i = 0; i < 100; i++)
        {
            Assert.False(children.IsEmpty);
            children.Remove($"{i}");
            Assert.False(children.TryGet($"{i}", out _));
        }

        Assert.True(children.IsEmpty);
    }

    [Fact]
    public async Task A_child_is_found_at_every_moment_while_the_few_become_many()
    {
        TreeChildren? current = null;
        var stop = false;
        var missed = 0;
        var looked = 0L;
        var reader = Task.Run(() =>
        {
            while (!Volatile.Read(ref stop))
            {
                if (Volatile.Read(ref current) is not { } children) continue;
                for (var i = 0; i < 64; i++)
                {
                    if (!children.TryGet("7", out _)) missed++;
                }

                Volatile.Write(ref looked, looked + 64);
            }
        });
        // On a busy machine the reader may start late: without it nothing is shown.
        for (var round = 0; round < 200_000 || Volatile.Read(ref looked) == 0; round++)
        {
            var children = new TreeChildren();
            for (var i = 0; i < 8; i++) children.Add($"{i}", new TreeNode(null, $"{i}"));
            Volatile.Write(ref current, children);
            Thread.SpinWait(20);
            children.Add("8", new TreeNode(null, "8"));
        }

        Volatile.Write(ref stop, true);
        await reader;
        Assert.True(looked > 0);
        Assert.Equal(0, missed);
    }
}
