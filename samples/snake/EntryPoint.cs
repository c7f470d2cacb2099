using System.Runtime;
using Keelson.Efi;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Snake;

/// <summary>The game, on the firmware's screen: arrow keys steer, any other key ends it.</summary>
internal static class EntryPoint
{
    private const uint StepMilliseconds = 80;

    [RuntimeExport("EfiMain")]
    private static EfiStatus EfiMain(nint imageHandle, nint systemTable)
    {
        EfiSystem system = EfiApplication.Start(imageHandle, systemTable, "snake");
        if (!GraphicsOutput.TryOpen(system, out GraphicsOutput screen))
        {
            EfiApplication.WriteLine($"snake: no screen (GOP); boot with --machine virt-aavmf-screen");
            return EfiApplication.End(EfiStatus.Unsupported);
        }

        EfiApplication.WriteLine($"snake: {screen.Width} x {screen.Height} pixels");
        Board board = new(screen);
        Game.Begin(board);
        while (Game.Step(board))
        {
            system.Boot.Stall(StepMilliseconds * 1000);
            while (system.Keyboard.TryRead(out InputKey key))
            {
                Game.Steer(key.ScanCode);
            }
        }

        EfiApplication.WriteLine($"snake: over, {Game.Length} long");
        return EfiApplication.End(EfiStatus.Success);
    }
}
