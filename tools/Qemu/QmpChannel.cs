using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Qemu;

/// <summary>
/// The QEMU Machine Protocol of one QEMU (docs/interop/qmp-spec): starts the guest, learns why it ended, and asks QEMU
/// to quit. We listen and QEMU connects, so there is no moment at which the socket is not there yet.
/// </summary>
internal sealed class QmpChannel : IDisposable
{
    private readonly Socket _listener;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _answers = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly TaskCompletionSource _shutDown = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private NetworkStream? _stream;
    private int _lastId;

    /// <param name="scratchFolder">A short path: unix socket addresses end at about 100 bytes.</param>
    public QmpChannel(string scratchFolder)
    {
        if (OperatingSystem.IsWindows())
        {
            // Older QEMUs for Windows have no unix sockets.
            _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            ChardevSettings = $"host=127.0.0.1,port={((IPEndPoint)_listener.LocalEndPoint!).Port}";
        }
        else
        {
            string path = Path.Combine(scratchFolder, "qmp");
            _listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            _listener.Bind(new UnixDomainSocketEndPoint(path));
            ChardevSettings = "path=" + path.Replace(",", ",,");
        }

        _listener.Listen(1);
    }

    /// <summary>The address, as QEMU's <c>-chardev socket</c> takes it.</summary>
    public string ChardevSettings { get; }

    /// <summary>
    /// Where a picture of the screen goes when the guest has ended, before QEMU does; the machine must pause at its end
    /// for that.
    /// </summary>
    public string? Screenshot { get; init; }

    /// <summary>
    /// How often QEMU is asked for its state. QEMU 7.2 now and then misses that a processor set its timer: it waits for
    /// file descriptors, the processor for its interrupt, both for ever. A question makes it look at its timers again.
    /// Not often, as one that comes while QEMU ends may keep it from that.
    /// </summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Until QEMU said that it ends.</summary>
    public Task ShutDown => _shutDown.Task;

    /// <summary>
    /// The <c>reason</c> of the last SHUTDOWN event, for instance <c>guest-shutdown</c>; null when none came.
    /// </summary>
    public string? ShutdownReason { get; private set; }

    /// <summary>Waits for QEMU, then reads events until the connection ends.</summary>
    /// <param name="continueGuest">Whether the guest starts at once, or waits for a debugger.</param>
    public async Task ServeAsync(GuestStart start, CancellationToken cancel)
    {
        using Socket peer = await _listener.AcceptAsync(cancel);
        _stream = new NetworkStream(peer, ownsSocket: false);
        using StreamReader reader = new(_stream);
        using CancellationTokenSource served = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Task questions = Task.CompletedTask;
        try
        {
            // Events are sent only after the negotiation, so the guest is held (-S) until it is done: no event is lost.
            await SendAsync("qmp_capabilities");
            if (start == GuestStart.AtOnce)
            {
                await SendAsync("cont");
            }

            questions = AskAsync(served.Token);
            while (await reader.ReadLineAsync(cancel) is { } line)
            {
                Receive(line);
            }
        }
        catch (IOException)
        {
            // QEMU closed its end while we read: the end of the conversation, like the end of the stream.
        }
        finally
        {
            served.Cancel();
            await questions;
        }
    }

    /// <summary>
    /// Ends the wait for a QEMU that has ended: if it never came, somebody else comes, and says nothing. One that came
    /// is heard to its end.
    /// </summary>
    public void EndWaiting()
    {
        using Socket caller = new(_listener.AddressFamily, SocketType.Stream, _listener.ProtocolType);
        try
        {
            caller.Connect(_listener.LocalEndPoint!);
        }
        catch (SocketException)
        {
            // Others wait already, so whoever listens is not kept.
        }
    }

    public async Task QuitAsync()
    {
        try
        {
            await SendAsync("quit");
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            // It has quit already.
        }
    }

    public void Dispose()
    {
        _sending.Dispose();
        _stream?.Dispose();
        _listener.Dispose();
    }

    /// <summary>Has QEMU do something, and waits until it has.</summary>
    /// <returns>What QEMU returns.</returns>
    /// <exception cref="FailureException">QEMU refused, or has gone.</exception>
    public async Task<JsonElement> ExecuteAsync(
        string command,
        Dictionary<string, object> arguments,
        CancellationToken cancel
    )
    {
        int id = Interlocked.Increment(ref _lastId);
        TaskCompletionSource<JsonElement> answer = _answers[id] = new(
            TaskCreationOptions.RunContinuationsAsynchronously
        );
        try
        {
            await SendAsync(command, arguments, id);
            return await answer.Task.WaitAsync(cancel);
        }
        catch (IOException gone)
        {
            throw new FailureException($"QEMU has gone before {command}: {gone.Message}", "see the run's transcript");
        }
        finally
        {
            _answers.TryRemove(id, out _);
        }
    }

    private async Task AskAsync(CancellationToken cancel)
    {
        using PeriodicTimer timer = new(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(cancel))
            {
                await SendAsync("query-status");
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // With the conversation.
        }
    }

    private async Task SendAsync(string command, Dictionary<string, object>? arguments = null, int id = 0)
    {
        if (_stream is null)
        {
            return;
        }

        byte[] message = JsonSerializer.SerializeToUtf8Bytes(
            new Dictionary<string, object>
            {
                ["execute"] = command,
                ["arguments"] = arguments ?? [],
                ["id"] = id,
            }
        );
        // One message after the other, whoever sends it.
        await _sending.WaitAsync();
        try
        {
            await _stream.WriteAsync(message);
        }
        finally
        {
            _sending.Release();
        }
    }

    private void Receive(string line)
    {
        using JsonDocument message = JsonDocument.Parse(line);
        JsonElement root = message.RootElement;
        if (root.TryGetProperty("event", out JsonElement name) && name.GetString() == "SHUTDOWN")
        {
            string? reason = root.GetProperty("data").GetProperty("reason").GetString();
            if (Screenshot is not null && ShutdownReason is null)
            {
                // One after the other: QEMU quits when the picture is written.
                _ = SendAsync("screendump", new() { ["filename"] = Screenshot });
                _ = QuitAsync();
            }
            else if (Screenshot is not null)
            {
                return; // The end that we asked for.
            }

            ShutdownReason = reason;
            _shutDown.TrySetResult();
        }
        else if (
            root.TryGetProperty("id", out JsonElement id)
            && _answers.TryGetValue(id.GetInt32(), out TaskCompletionSource<JsonElement>? answer)
        )
        {
            if (root.TryGetProperty("error", out JsonElement error))
            {
                answer.TrySetException(
                    new FailureException(
                        $"QEMU refused: {error.GetProperty("desc").GetString()}",
                        "see the run's transcript"
                    )
                );
            }
            else
            {
                answer.TrySetResult(root.GetProperty("return").Clone());
            }
        }
    }
}

/// <summary>When the guest begins to run.</summary>
internal enum GuestStart
{
    AtOnce,
    WhenTheDebuggerContinues,
}
