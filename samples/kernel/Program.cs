using System;
using System.Runtime;
using Internal.Runtime;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.Kernel;
using Keelson.Paging;
using Keelson.Platform;
using Keelson.Text;

namespace TinyKernel;

/// <summary>A kernel: page tables of its own, a console and the way out by what the device tree says.</summary>
internal static class Program
{
    private static SerialPort s_port;
    private static VirtualAddress s_registers;
    private static bool s_isPortStuck;
    private static PsciConduit s_psci;

    /// <summary>At EL1 in the upper half, interrupts masked, with a stack of 32 KB.</summary>
    [RuntimeExport("KernelMain")]
    private static void KernelMain()
    {
        EntryState entry = KernelEntry.State;
        KernelSpace.Install(entry);
        DeviceTreeWindow tree = DeviceTreeWindow.Open(entry.DeviceTree);
        s_psci = PowerControl.FromDeviceTree(tree.Blob);
        SerialPort port = SerialPort.FromDeviceTree(tree.Blob);
        if (DeviceWindow.TryMap(port.Registers, SerialPort.RegisterBytes, MemoryKind.DeviceNGnRnE, out s_registers))
        {
            s_port = port;
        }

        WriteLine($"TinyKernel: entered at EL{entry.ExceptionLevel}, {entry.Image.SizeBytes} bytes");
        WriteLine($"TinyKernel: done");
        Stop();
    }

    // SAFETY: the vectors built the frame, and restore from it when this returns.
    [RuntimeExport("HandleException")]
    private static unsafe void HandleException(ExceptionFrame* frame)
    {
        WriteLine($"TinyKernel: exception, ESR 0x{frame->Syndrome:x}, ELR 0x{frame->ReturnAddress:x}");
        Stop();
    }

    /// <summary>What ends a program: an index out of range, throw, an overflow in checked.</summary>
    [RuntimeExport("KeelsonFailFast")]
    private static void FailFast(FailReason reason)
    {
        WriteLine($"TinyKernel: {FailReasonText.Of(reason)}");
        Stop();
    }

    // SAFETY: the text is the caller's, who waits.
    [RuntimeExport("KernelPanic")]
    private static unsafe void Panic(byte* text, int length)
    {
        WriteLine($"TinyKernel: {new ReadOnlySpan<byte>(text, length)}");
        Stop();
    }

    private static void WriteLine(ref TextLine line)
    {
        if (s_port.Exists)
        {
            SerialDriver driver = new(s_port, s_registers);
            driver.Write(line.Text, ref s_isPortStuck);
            driver.Write("\r\n"u8, ref s_isPortStuck);
        }
    }

    private static void Stop()
    {
        Psci.SystemOff(s_psci);
        while (true) { }
    }
}
