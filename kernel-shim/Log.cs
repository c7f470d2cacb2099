using System;
using System.Runtime.CompilerServices;
using Keelson.Arch.Arm64;
using Keelson.Memory;
using Keelson.Paging;
using Keelson.Platform;
using Keelson.Text;

namespace Keelson.KernelShim;

/// <summary>The console. What is said before one is found waits, so that nothing is lost where only ACPI knows of it.</summary>
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

    public static bool HasConsole => s_port.Exists;

    public static void Attach(SerialPort port)
    {
        if (!port.Exists)
            return;
        PhysicalRange registers = PhysicalRange.FromSize(port.Registers, Alignment.Size4K).RoundOut(KernelSpace.Granule.PageSize);
        KernelSpace.Map(registers, KernelLayout.Device(registers.Start), Protection.KernelDevice, BlockPolicy.PagesOnly);
        s_port = port;
        Span<byte> backlog = s_backlog;
        Write(backlog[..s_backlogLength]);
        s_backlogLength = 0;
    }

    /// <summary>A line of the log, marked as ours. Also the form of the report's fixed last line.</summary>
    public static void Line(ref TextLine text)
    {
        TextLine line = $"keelson: {text.Text}";
        WriteLine(line.Text);
    }

    public static void Line(string text) => Line($"{text}");

    public static void WriteLine(scoped ReadOnlySpan<byte> line)
    {
        Write(line);
        Write("\r\n"u8);
    }

    private static void Write(scoped ReadOnlySpan<byte> text)
    {
        if (HasConsole)
        {
            new SerialDriver(s_port, KernelLayout.Device(s_port.Registers)).Write(text);
            return;
        }
        Span<byte> backlog = s_backlog;
        if (text.Length <= BacklogBytes - s_backlogLength)
        {
            text.CopyTo(backlog[s_backlogLength..]);
            s_backlogLength += text.Length;
        }
    }
}

/// <summary>The console as the report sees it.</summary>
internal readonly struct LogSink : ITextSink
{
    public void WriteLine(scoped ReadOnlySpan<byte> line) => Log.WriteLine(line);
}
