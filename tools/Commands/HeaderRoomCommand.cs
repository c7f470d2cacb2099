using System.CommandLine;
using Keelson.Tools.Diagnostics;
using Keelson.Tools.PortableExecutable;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Commands;

/// <summary><c>header-room</c>: what MSBuild has done to a linked stub that others add sections to.</summary>
internal static class HeaderRoomCommand
{
    public static Command Create()
    {
        Argument<string> image = new("image") { Description = "the linked image, which is replaced" };
        Option<int> sections = new("--sections") { Required = true, Description = "how many are to find room" };
        Command command = new("header-room", "make room for more section headers in a linked image")
        {
            image,
            sections,
        };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(image), parsed.GetRequiredValue(sections)));
        return command;
    }

    private static int Run(string image, int sections)
    {
        try
        {
            AtomicFile.WriteIfChanged(image, HeaderRoom.Widen(InputFile.Read(image), sections));
            return ExitCodes.Success;
        }
        catch (BadImageFormatException error)
        {
            return GateCommand.Report([new Diagnostic(image, "KEEL114", $"no room for headers: {error.Message}")]);
        }
    }
}
