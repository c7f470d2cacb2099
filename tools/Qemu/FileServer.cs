using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Keelson.Tools.Qemu;

/// <summary>
/// One file over HTTP (RFC 9112), for firmware that boots from a URI (UEFI 2.10, 24.7). It listens on this computer
/// alone, which a guest of QEMU's user network finds at <see cref="HostOfGuests"/>.
/// </summary>
internal sealed class FileServer : IDisposable
{
    /// <summary>This computer to a guest of QEMU's user network (QEMU's manual, "Network emulation").</summary>
    private const string HostOfGuests = "10.0.2.2";

    /// <summary>A request of firmware is a few hundred bytes.</summary>
    private const int LongestRequest = 16 << 10;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ended = new();
    private readonly string _name;
    private readonly byte[] _contents;

    public FileServer(string file)
    {
        _name = "/" + Path.GetFileName(file);
        _contents = File.ReadAllBytes(file);
        _listener.Start();
        _ = ServeAsync();
    }

    /// <summary>As a guest asks for it.</summary>
    public string Uri => $"http://{HostOfGuests}:{((IPEndPoint)_listener.LocalEndpoint).Port}{_name}";

    public void Dispose()
    {
        _ended.Cancel();
        _listener.Dispose();
        _ended.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                _ = AnswerAsync(await _listener.AcceptTcpClientAsync(_ended.Token));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The run is over.
        }
    }

    /// <summary>One request a connection, which the answer closes: firmware asks for the size, then again.</summary>
    private async Task AnswerAsync(TcpClient client)
    {
        using TcpClient connection = client;
        try
        {
            NetworkStream stream = connection.GetStream();
            string[] words = (await ReadRequestAsync(stream)).Split(' ');
            bool found = words.Length > 1 && words[1] == _name;
            bool known = words[0] is "GET" or "HEAD";
            string status =
                !known ? "501 Not Implemented"
                : found ? "200 OK"
                : "404 Not Found";
            int length = known && found ? _contents.Length : 0;
            string head =
                $"HTTP/1.1 {status}\r\nContent-Type: application/efi\r\nContent-Length: {length}\r\n"
                + "Connection: close\r\n\r\n";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head), _ended.Token);
            if (length > 0 && words[0] == "GET")
            {
                await stream.WriteAsync(_contents, _ended.Token);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The guest has gone.
        }
    }

    /// <returns>The request up to its empty line or further; less where the guest says no more.</returns>
    private async Task<string> ReadRequestAsync(NetworkStream stream)
    {
        byte[] request = new byte[LongestRequest];
        int length = 0;
        int count;
        while (
            length < request.Length
            && request.AsSpan(0, length).IndexOf("\r\n\r\n"u8) < 0
            && (count = await stream.ReadAsync(request.AsMemory(length), _ended.Token)) > 0
        )
        {
            length += count;
        }

        return Encoding.ASCII.GetString(request, 0, length);
    }
}
