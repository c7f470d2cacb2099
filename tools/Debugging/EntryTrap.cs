using System.Buffers.Binary;
using System.Globalization;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using Keelson.Tools.PortableExecutable;
using Keelson.Tools.Processes;
using Keelson.Tools.Qemu;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Debugging;

/// <summary>
/// Where the firmware loads an image nobody outside is told. So a copy of it is booted whose first instruction branches
/// to itself: the processor stays there until it is found, and the debugger puts the instruction back.
/// </summary>
internal sealed partial class EntryTrap
{
    private const uint BranchToItself = 0x1400_0000;
    private const int PageBytes = 4096;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private readonly uint _entryOffset;

    /// <param name="path">Gets the copy.</param>
    public EntryTrap(PeFile image, string path)
    {
        _entryOffset = (uint)image.Optional.AddressOfEntryPoint;
        SectionHeader section = image.Sections.First(one =>
            one.VirtualAddress <= _entryOffset && _entryOffset < PeFile.VirtualEnd(one)
        );
        int place = (int)_entryOffset - section.VirtualAddress + section.PointerToRawData;
        byte[] trapped = [.. image.Content];
        First = BinaryPrimitives.ReadUInt32LittleEndian(trapped.AsSpan(place));
        BinaryPrimitives.WriteUInt32LittleEndian(trapped.AsSpan(place), BranchToItself);
        File.WriteAllBytes(path, trapped);
    }

    /// <summary>The instruction that was there.</summary>
    public uint First { get; }

    /// <summary>Waits until the processor is there, and holds it: memory is mapped 1:1 (UEFI 2.10, 2.3.6.1).</summary>
    /// <returns>Where the image begins.</returns>
    /// <exception cref="FailureException">It never comes.</exception>
    public async Task<ulong> FindAsync(LiveGuest guest, CancellationToken cancel)
    {
        long end = Environment.TickCount64 + (long)TimeLimit.OfWork(20).TotalMilliseconds;
        while (Environment.TickCount64 < end)
        {
            // Held while it is looked at: it may be in the firmware's timer interrupt. And to a debugger that connects
            // while it runs QEMU speaks first, which lldb takes for an answer.
            await guest.PauseAsync();
            if (await AtEntryAsync(guest) is { } address)
            {
                return address;
            }

            await guest.ResumeAsync();
            await Task.Delay(s_pause, cancel);
        }

        throw new FailureException(
            "the firmware did not enter the application",
            "boot it without a debugger, and see what the firmware says of it"
        );
    }

    private async Task<ulong?> AtEntryAsync(LiveGuest guest)
    {
        Match registers = ProgramCounter().Match(await guest.AskMonitorAsync("info registers"));
        return
            registers.Success
            && ulong.Parse(registers.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture) is var pc
            && pc >= _entryOffset
            && (pc - _entryOffset) % PageBytes == 0
            && (await guest.ReadPhysicalMemoryAsync(pc, 4)).AsSpan() is [0, 0, 0, 0x14]
            && (await guest.ReadPhysicalMemoryAsync(pc - _entryOffset, 2)).AsSpan() is [(byte)'M', (byte)'Z']
            ? pc - _entryOffset
            : null;
    }

    [GeneratedRegex(@"\bPC=([0-9a-f]{16})")]
    private static partial Regex ProgramCounter();
}
