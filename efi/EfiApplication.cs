using System;
using Internal.Runtime;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.Platform;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.Efi;

/// <summary>
/// What an EFI application is started with, and where it speaks: the firmware's console while boot services last, and a
/// serial port of the platform once they do not.
/// </summary>
public static class EfiApplication
{
    /// <summary>Code units of UTF-16 that fit into a line in any case.</summary>
    private const int PieceUnits = TextLine.CapacityBytes / 3;

    /// <summary>
    /// Of the 128 KB that there are at least (UEFI 2.10, 2.3.6). The rest is for the firmware's own calls, those that
    /// are under way and those that we make.
    /// </summary>
    private const uint StackBytes = 96 * 1024;

    private static EfiSystem s_system;
    private static BootTimeRuntimeServices s_runtime;
    private static nint s_image;
    private static unsafe char* s_module;
    private static int s_moduleLength;
    private static SerialPort s_serialPort;
    private static bool s_isSerialPortStuck;
    private static bool s_leftBootServices;
    private static bool s_isWatched;

    public static EfiSystem System => s_system;

    /// <summary>
    /// As found at the start: after SetVirtualAddressMap the system table's pointer to them is a virtual one.
    /// </summary>
    public static BootTimeRuntimeServices Runtime => s_runtime;
    public static nint ImageHandle => s_image;
    public static bool BootServicesLast => !s_leftBootServices;

    /// <summary>The first thing that an entry point does.</summary>
    /// <param name="imageHandle">First argument of the entry point.</param>
    /// <param name="systemTable">Second argument of the entry point.</param>
    /// <param name="module">File name without extension: how a backtrace names this image.</param>
    public static unsafe EfiSystem Start(nint imageHandle, nint systemTable, string module)
    {
        StackGuard.Limit(StackBytes);
        s_system = new EfiSystem(systemTable);
        // First of all, as no frame with buffers may have begun before.
        StackCookie.Seed(s_system.RandomNumber);
        s_runtime = s_system.Runtime;
        s_image = imageHandle;
        // SAFETY: a literal is frozen into the image; it has no collector to move it. A reference in a static would
        // need one.
        fixed (char* name = module)
        {
            s_module = name;
        }
        s_moduleLength = module.Length;
        FaultHandler.Install(s_system, imageHandle);
        return s_system;
    }

    /// <summary>What to write to, and how to stop, once the firmware is gone.</summary>
    public static void UsePlatform(in SerialPort port, PsciConduit psci)
    {
        s_serialPort = port;
        Psci = psci;
    }

    /// <summary>The page that the port's registers are in; empty where there is none.</summary>
    public static PhysicalRange SerialPortRegisters =>
        s_serialPort.IsInMemory
            ? PhysicalRange.FromSize(s_serialPort.Registers, sizeof(ulong)).RoundOut(MemoryDescriptor.PageSizeBytes)
            : default;

    internal static PsciConduit Psci { get; private set; }

    /// <summary>
    /// The last thing that an entry point does: after it, nothing of the firmware's leads into this image any more.
    /// </summary>
    /// <returns><paramref name="status"/>, for the caller of the application.</returns>
    public static EfiStatus End(EfiStatus status)
    {
        if (s_isWatched && !s_leftBootServices)
        {
            s_system.Boot.SetWatchdogTimer(0);
        }
        FaultHandler.Suspend();
        return status;
    }

    /// <summary>
    /// Has the firmware reset the machine where neither this nor <see cref="End"/> is called in time: a shell, which
    /// goes on without a watchdog, would be reset minutes later.
    /// </summary>
    public static void Watch(ulong seconds)
    {
        s_isWatched = true;
        s_system.Boot.SetWatchdogTimer(seconds);
    }

    /// <summary>From here on the firmware's console is not touched any more.</summary>
    public static void LeaveBootServices() => s_leftBootServices = true;

    public static void WriteLine(ref TextLine line)
    {
        if (!s_leftBootServices)
        {
            s_system.Console.WriteLine(line.Text);
        }
        else
        {
            WriteSerial(line.Text);
            WriteSerial("\r\n"u8);
        }
        line.Release();
    }

    /// <summary>A piece of a line.</summary>
    private static void Write(ref TextLine piece)
    {
        if (!s_leftBootServices)
        {
            s_system.Console.Write(piece.Text);
        }
        else
        {
            WriteSerial(piece.Text);
        }
    }

    private static void WriteSerial(scoped ReadOnlySpan<byte> text)
    {
        // The firmware's 1:1 map still stands, registers included.
        if (s_serialPort.Exists)
        {
            new SerialDriver(s_serialPort, new VirtualAddress(s_serialPort.Registers.Value)).Write(
                text,
                ref s_isSerialPortStuck
            );
        }
    }

    /// <summary>Text of any length.</summary>
    public static void WriteLine(string? text)
    {
        ReadOnlySpan<char> rest = text;
        while (rest.Length > PieceUnits)
        {
            int length = char.IsHighSurrogate(rest[PieceUnits - 1]) ? PieceUnits - 1 : PieceUnits;
            Write($"{rest[..length]}");
            rest = rest[length..];
        }
        WriteLine($"{rest}");
    }

    /// <summary>An empty line.</summary>
    public static void WriteLine() => WriteLine($"");

    // SAFETY: both were set together by Start, from a literal that is frozen into the image.
    internal static unsafe ReadOnlySpan<char> Module => new(s_module, s_moduleLength);
}
