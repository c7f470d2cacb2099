namespace Keelson.Tools.Processes;

/// <summary>
/// A command as a user would type it in a POSIX shell, for transcripts and messages: every command we print is made
/// here.
/// </summary>
internal static class CommandText
{
    public static string Format(string file, IEnumerable<string> arguments) =>
        string.Join(' ', arguments.Prepend(file).Select(Quote));

    private static string Quote(string argument) =>
        argument.Length > 0
        && argument.All(c =>
            char.IsAsciiLetterOrDigit(c) || (OperatingSystem.IsWindows() ? "-_=+,./:@%\\" : "-_=+,./:@%").Contains(c)
        )
            ? argument
            : $"'{argument.Replace("'", "'\\''")}'";
}
