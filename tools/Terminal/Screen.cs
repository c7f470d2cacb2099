using Spectre.Console;
using Spectre.Console.Rendering;

namespace Keelson.Tools.Terminal;

/// <summary>Tables for people. Only verbs that show one pay for loading the library.</summary>
internal static class Screen
{
    public static void Write(IRenderable table)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings());
        if (Console.IsOutputRedirected)
        {
            // A log has no width; the default of 80 would break paths in two.
            console.Profile.Width = 240;
        }

        console.Write(table);
    }
}
