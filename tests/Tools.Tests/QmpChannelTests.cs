using System.Net.Sockets;
using Keelson.Tools.Processes;
using Keelson.Tools.Qemu;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>The conversation with a QEMU that the test plays.</summary>
public sealed class QmpChannelTests
{
    [Fact]
    public async Task QEMU_is_asked_again_and_again_so_that_it_looks_at_its_timers()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the socket has another address on Windows");
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using OwnedFolder folder = OwnedFolder.Temporary("keelson-test-");
        using QmpChannel channel = new(folder.Path) { Interval = TimeSpan.FromMilliseconds(1) };
        Task served = channel.ServeAsync(GuestStart.AtOnce, cancel);
        using (Socket qemu = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            await qemu.ConnectAsync(new UnixDomainSocketEndPoint(channel.ChardevSettings["path=".Length..]), cancel);
            using StreamReader heard = new(new NetworkStream(qemu));
            string all = "";
            foreach (string command in (string[])["qmp_capabilities", "cont", "query-status", "query-status"])
            {
                // Messages follow each other without an end of line.
                while (Take(ref all, $"\"execute\":\"{command}\"") is false)
                {
                    char[] piece = new char[256];
                    int count = await heard.ReadAsync(piece, cancel).AsTask().WaitAsync(TimeLimit.OfTool, cancel);
                    Assert.NotEqual(0, count);
                    all += new string(piece, 0, count);
                }
            }
        }

        await served.WaitAsync(TimeLimit.OfTool, cancel);
    }

    private static bool Take(ref string heard, string message)
    {
        int index = heard.IndexOf(message, StringComparison.Ordinal);
        heard = index < 0 ? heard : heard[(index + message.Length)..];
        return index >= 0;
    }
}
