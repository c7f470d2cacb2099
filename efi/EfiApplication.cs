using System;
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
    private static EfiSystem s_system;
    private static BootTimeRuntimeServices s_runtime;
    private static nint s_image;
    private static unsafe char* s_module;
    private static int s_moduleLength;
    private static SerialPort s_serialPort;
    private static bool s_leftBootServices;

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
        s_system = new EfiSystem(systemTable);
        s_runtime = s_system.Runtime;
        s_image = imageHandle;
        // SAFETY: a literal is frozen into the image; it has no collector to move it. A reference in a static would
        // need one.
        fixed (char* name = module)
            s_module = name;
        s_moduleLength = module.Length;
        FaultHandler.Install(s_system, imageHandle);
        return s_system;
    }

    /// <summary>What to write to, and how to stop, once the firmware is gone.</summary>
    public static void UsePlatform(SerialPort port, PsciConduit psci)
    {
        s_serialPort = port;
        Psci = psci;
    }

    internal static PsciConduit Psci { get; private set; }

    /// <summary>
    /// The last thing that an entry point does: after it, nothing of the firmware's leads into this image any more.
    /// </summary>
    /// <returns><paramref name="status"/>, for whoever started the application.</returns>
    public static EfiStatus End(EfiStatus status)
    {
        FaultHandler.Suspend();
        return status;
    }

    /// <summary>From here on the firmware's console is not touched any more.</summary>
    public static void LeaveBootServices() => s_leftBootServices = true;

    public static void WriteLine(ref TextLine line)
    {
        if (!s_leftBootServices)
            s_system.Console.WriteLine(line.Text);
        else if (s_serialPort.Exists)
        {
            // The firmware's 1:1 map still stands, registers included.
            SerialDriver port = new(s_serialPort, new VirtualAddress(s_serialPort.Registers.Value));
            port.Write(line.Text);
            port.Write("\r\n"u8);
        }
    }

    // SAFETY: both were set together by Start, from a literal that is frozen into the image.
    internal static unsafe ReadOnlySpan<char> Module => new(s_module, s_moduleLength);
}
