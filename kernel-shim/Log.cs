using System;
using System.Runtime.CompilerServices;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.Handover;
using Keelson.Kernel;
using Keelson.Paging;
using Keelson.Platform;
using Keelson.Reports;
using Keelson.Text;

namespace Keelson.KernelShim;

/// <summary>
/// The consoles: a serial port, a screen, or both. What is said before they are found waits, so that nothing is lost
/// where only ACPI knows of the port, and on the screen, which is found last.
/// </summary>
internal static class Log
{
    private const int BacklogBytes = 4096;

    [InlineArray(BacklogBytes)]
    private struct Backlog
    {
        private byte _first;
    }

    private static Backlog s_backlog;
    private static int s_backlogLength;
    private static SerialPort s_port;
    private static VirtualAddress s_registers;
    private static bool s_isStuck;

    /// <summary>From here on every line belongs to the report: it says why there is no more of it.</summary>
    private static bool s_isFatal;

    public static bool HasConsole => s_port.Exists;

    /// <returns>False where there is no port at its address.</returns>
    public static bool TryAttach(SerialPort port)
    {
        if (!port.Exists || CommandLine.Has(OptionNames.Console, OptionValues.None))
        {
            return true;
        }
        if (
            port.IsInMemory
            && !DeviceWindow.TryMap(port.Registers, SerialPort.RegisterBytes, MemoryKind.DeviceNGnRnE, out s_registers)
        )
        {
            Line($"no console: the serial port at {port.Registers} cannot be mapped");
            return port.Registers < Cpu.MemoryModel.PhysicalEnd;
        }
        SerialRegisters layout = port.Layout;
        if (port.IsInMemory && !Probe.TryRead(s_registers + layout.StatusOffset, layout.StatusBytes, out _))
        {
            Line($"no console: the serial port at {port.Registers} does not answer");
            return false;
        }
        s_port = port;
        WriteSerial(Waiting);
        return true;
    }

    /// <summary>After the last chance to find a serial port: nothing waits any more.</summary>
    public static void AttachScreen()
    {
        ScreenLog.TurnOn();
        if (ScreenLog.IsOn)
        {
            ScreenLog.Write(Waiting);
        }
        s_backlogLength = BacklogBytes;
    }

    private static ReadOnlySpan<byte> Waiting => ((ReadOnlySpan<byte>)s_backlog)[..s_backlogLength];

    /// <summary>A line of the log, marked as ours. Also the form of the report's fixed last line.</summary>
    public static void Line(ref TextLine text)
    {
        TextLine line = $"{ReportEnd.LogPrefix}{text.Text}";
        WriteLine(line.Text);
        s_isFatal |= text.Text.StartsWith("fatal: "u8);
        if (s_isFatal)
        {
            ReportStore.Remark(text.Text);
        }
    }

    public static void Line(string text) => Line($"{text}");

    public static void WriteLine(scoped ReadOnlySpan<byte> line)
    {
        Write(line);
        Write("\r\n"u8);
    }

    private static void Write(scoped ReadOnlySpan<byte> text)
    {
        WriteSerial(text);
        if (ScreenLog.IsOn)
        {
            ScreenLog.Write(text);
        }
        Span<byte> backlog = s_backlog;
        if (text.Length <= BacklogBytes - s_backlogLength)
        {
            text.CopyTo(backlog[s_backlogLength..]);
            s_backlogLength += text.Length;
        }
    }

    private static void WriteSerial(scoped ReadOnlySpan<byte> text)
    {
        if (HasConsole)
        {
            new SerialDriver(s_port, s_registers).Write(text, ref s_isStuck);
        }
    }
}

/// <summary>The console as the report sees it, and the copy that outlives the run.</summary>
internal readonly struct LogSink : ITextSink
{
    public void WriteLine(scoped ReadOnlySpan<byte> line)
    {
        Log.WriteLine(line);
        ReportStore.Add(line);
    }
}
