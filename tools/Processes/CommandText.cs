namespace Keelson.Tools.Processes;

/// <summary>A command as a user would type it, for transcripts and messages.</summary>
internal static class CommandText
{
    public static string Format(string file, IEnumerable<string> arguments) =>
        string.Join(' ', arguments.Prepend(file).Select(Quote));

    private static string Quote(string argument) =>
        argument.Length > 0 && argument.All(c => char.IsLetterOrDigit(c) || "-_=+,./:@%\\".Contains(c))
            ? argument
            : $"'{argument.Replace("'", "'\\''")}'";
}
