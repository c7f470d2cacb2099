using System;
using Keelson.Arch.Arm64;
using Keelson.Arch.Arm64.Uefi;
using Keelson.Platform;
using Keelson.Text;

namespace Keelson.Stub;

/// <summary>
/// Where the stub speaks: the firmware's console while boot services last, and the platform's serial port once they do not.
/// Between the last GetMemoryMap and ExitBootServices it must say nothing at all.
/// </summary>
internal static class Log
{
    private static EfiSystem s_system;
    private static nint s_imageHandle;
    private static bool s_firmwareConsole;
    private static SerialPort s_serialPort;

    public static void Start(EfiSystem system, nint imageHandle)
    {
        s_system = system;
        s_imageHandle = imageHandle;
        s_firmwareConsole = true;
        WriteLine($"started at EL{Cpu.ExceptionLevel} on UEFI {system.UefiRevision >> 16}.{(system.UefiRevision & 0xffff) / 10}");
    }

    public static EfiSystem System => s_system;
    public static nint ImageHandle => s_imageHandle;
    public static bool BootServicesLast => s_firmwareConsole;

    public static void AddSerialPort(SerialPort port) => s_serialPort = port;

    public static void CloseFirmwareConsole() => s_firmwareConsole = false;

    public static void WriteLine(ref TextLine line)
    {
        TextLine whole = $"keelson-stub: {line.Text}";
        if (s_firmwareConsole)
            s_system.Console.WriteLine(whole.Text);
        else if (s_serialPort.Kind == SerialPortKind.Pl011)
        {
            Pl011 port = new(IdentityMap.Of(s_serialPort.Registers));
            port.Write(whole.Text);
            port.Write("\r\n"u8);
        }
    }
}
