using System.Text;

namespace Keelson.Efi;

/// <summary>
/// Stands for the application's console where the cases of <c>tests/data/csharp/works</c> are compiled for .NET: what
/// an interpolated string comes to there is what it is to come to on the machine.
/// </summary>
internal static class EfiApplication
{
    private static readonly StringBuilder s_said = new();

    public static void WriteLine(string? text = "") => s_said.Append(text).Append('\n');

    /// <returns>What was written since the last call.</returns>
    public static string[] Take()
    {
        string[] lines = s_said.ToString().Split('\n')[..^1];
        s_said.Clear();
        return lines;
    }
}
