using System.Text;

namespace Keelson.Tools.Qemu;

/// <summary>
/// The record of a run, written line by line as it happens, so that whatever ends the run leaves all that was said.
/// </summary>
internal sealed class Transcript : IDisposable
{
    private readonly StreamWriter _writer;

    public Transcript(string path, string commandLine)
    {
        Path = path;
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        _writer = new StreamWriter(path, append: false, new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\n" };
        _writer.WriteLine("# " + commandLine);
    }

    public string Path { get; }

    public void Add(ConsoleLine line) => _writer.WriteLine(line.ToString());

    /// <summary>Something the harness says, told from the guest's lines by its mark.</summary>
    public void AddNote(string note) => _writer.WriteLine("# " + note);

    public void Dispose() => _writer.Dispose();
}
