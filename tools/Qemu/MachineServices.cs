using Keelson.Tools.Workspace;

namespace Keelson.Tools.Qemu;

/// <summary>What runs beside a machine for as long as it does, each started by the machine that asks for it.</summary>
internal sealed class MachineServices : IDisposable
{
    private readonly List<IDisposable> _running = [];

    /// <returns>The socket of a TPM.</returns>
    /// <exception cref="MachineUnavailableException">There is no swtpm here.</exception>
    public string StartTpm() => Start(() => new SoftwareTpm()).Socket;

    /// <returns>The URI under which a guest finds the file.</returns>
    public string Serve(string file) => Start(() => new FileServer(file)).Uri;

    public void Dispose()
    {
        foreach (IDisposable one in _running)
        {
            one.Dispose();
        }
    }

    private T Start<T>(Func<T> make)
        where T : IDisposable
    {
        T started = MachineFile.Have(make);
        _running.Add(started);
        return started;
    }
}
