using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Keelson.DeviceTree;
using Keelson.Handover;
using Keelson.Tools.Processes;
using Keelson.Tools.Qemu;

namespace Keelson.Boot.Tests;

/// <summary>Something to type at the first line that has a text.</summary>
internal sealed record Typed(string At, string Text);

/// <summary>
/// What the stub handed to a kernel that does nothing with it, read out of the memory of the machine, which then is
/// ended.
/// </summary>
internal sealed partial class HandedOver
{
    /// <summary>The stub's last line: from here on nothing changes any more.</summary>
    private const string LastLine = "keelson-stub: SetVirtualAddressMap ";

    private byte[] _tree = [];

    private HandedOver(QemuResult run) => Run = run;

    public QemuResult Run { get; private set; }

    /// <summary>
    /// What lies where the kernel is entered, as long as its file, without the zeroes that fill up a section.
    /// </summary>
    public byte[] Kernel { get; private set; } = [];
    public byte[] Initrd { get; private set; } = [];
    public string CommandLine => Encoding.UTF8.GetString(Property("/chosen", "bootargs") ?? []).TrimEnd('\0');

    /// <param name="options">Of a machine whose stub boots a <see cref="ParkedKernel"/>.</param>
    /// <param name="typed">For a menu.</param>
    /// <param name="look">At more of the machine, before it ends.</param>
    public static async Task<HandedOver> BootAsync(
        QemuRunOptions options,
        Typed? typed = null,
        Func<LiveGuest, KernelHandover, Task>? look = null
    )
    {
        List<string> lines = [];
        TaskCompletionSource last = new(TaskCreationOptions.RunContinuationsAsynchronously);
        HandedOver handed = new(null!);
        QemuResult run = await Machine.RunAsync(
            options with
            {
                OnLine = line =>
                {
                    lock (lines)
                    {
                        lines.Add(line.Text);
                    }

                    if (line.Text.StartsWith(LastLine, StringComparison.Ordinal))
                    {
                        last.TrySetResult();
                    }
                },
                MeetingLine = typed?.At ?? LastLine,
                OnMeeting = async guest =>
                {
                    if (typed is not null)
                    {
                        await guest.TypeAsync(typed.Text);
                        await last.Task.WaitAsync(TimeLimit.OfWork(8));
                    }

                    string[] said;
                    lock (lines)
                    {
                        said = [.. lines];
                    }

                    await handed.ReadAsync(guest, said, look);
                    await guest.StopAsync();
                },
                // A refusal is the end as well, and sooner than the time is up.
                StopWhen = line =>
                    line.StartsWith("keelson-stub: returning", StringComparison.Ordinal)
                    || line.Contains("BdsDxe: failed to start", StringComparison.Ordinal),
            }
        );
        handed.Run = run;
        run.RequireExit(QemuExit.Stopped).RequireInOrder("keelson-stub: calling ExitBootServices", LastLine);
        return handed;
    }

    /// <returns>The value; null without such a property.</returns>
    public byte[]? Property(string path, string name) =>
        DeviceTreeBlob.TryCreate(_tree, out DeviceTreeBlob tree, out _)
        && tree.TryFindNode(Encoding.ASCII.GetBytes(path), out DeviceTreeNode node)
        && node.TryGetProperty(Encoding.ASCII.GetBytes(name), out DeviceTreeProperty property)
            ? property.Value.ToArray()
            : null;

    private async Task ReadAsync(LiveGuest guest, string[] said, Func<LiveGuest, KernelHandover, Task>? look)
    {
        ulong tree = Number(said, TreePattern());
        byte[] header = await guest.ReadPhysicalMemoryAsync(tree, 2 * sizeof(uint));
        _tree = await guest.ReadPhysicalMemoryAsync(
            tree,
            (int)BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(sizeof(uint)))
        );
        Match kernel = said.Select(line => KernelPattern().Match(line)).Last(match => match.Success);
        byte[] file = await guest.ReadPhysicalMemoryAsync(
            Hexadecimal(kernel.Groups[2].Value),
            int.Parse(kernel.Groups[1].Value, CultureInfo.InvariantCulture)
        );
        Kernel = file[..(file.AsSpan().LastIndexOfAnyExcept((byte)0) + 1)];
        KernelHandover handover = ReadHandover();
        if (!handover.Initrd.IsEmpty)
        {
            Initrd = await guest.ReadPhysicalMemoryAsync(handover.Initrd.Start.Value, (int)handover.Initrd.SizeBytes);
        }

        if (look is not null)
        {
            await look(guest, handover);
        }
    }

    private KernelHandover ReadHandover() =>
        DeviceTreeBlob.TryCreate(_tree, out DeviceTreeBlob blob, out DeviceTreeError error)
        && KernelHandover.TryRead(blob, out KernelHandover handover) == HandoverError.None
            ? handover
            : throw new InvalidOperationException(
                $"what the kernel was given is no device tree that keeps the contract: {error}"
            );

    private static ulong Number(string[] said, Regex pattern) =>
        Hexadecimal(said.Select(line => pattern.Match(line)).Last(match => match.Success).Groups[1].Value);

    private static ulong Hexadecimal(string digits) =>
        ulong.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    [GeneratedRegex("^keelson-stub: device tree at 0x([0-9a-f]+),")]
    private static partial Regex TreePattern();

    [GeneratedRegex("^keelson-stub: kernel of ([0-9]+) bytes .* at 0x([0-9a-f]+),")]
    private static partial Regex KernelPattern();
}
