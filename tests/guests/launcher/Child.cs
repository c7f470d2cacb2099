using System;
using System.Runtime;
using System.Runtime.CompilerServices;
using Keelson.Efi;
using Keelson.Uefi;

namespace Keelson.Guests.Launcher;

/// <summary>
/// An EFI image that is started, and what it leaves behind: the status that it returned, the memory that it kept.
/// </summary>
internal readonly ref struct Child
{
    private readonly EfiSystem _system;
    private readonly nint _parent;

    public Child(EfiSystem system, nint parent)
    {
        _system = system;
        _parent = parent;
    }

    public ReadOnlySpan<byte> File { get; init; }
    public ReadOnlySpan<char> Options { get; init; }

    /// <summary>The volume that it is to take itself to be from; 0 for none.</summary>
    public ulong Device { get; init; }
    public bool WithoutConsole { get; init; }
    public bool IsHuge { get; init; }
    public bool WithHostileRegisters { get; init; }
    public bool WithoutClock { get; init; }

    /// <returns>False where it could not be started, or counted.</returns>
    public bool Launch(ref MemoryCensus before, ref MemoryCensus after)
    {
        // Twice: what the firmware takes for its own lists and page tables it takes the first time, a leak is there
        // every time.
        for (int turn = 1; turn <= 2; turn++)
        {
            // What is measured lies between the two counts; the child's image comes and goes in between.
            if (!before.TryTake(_system))
            {
                return Fail($"the memory map cannot be read");
            }
            EfiStatus status = _system.Boot.LoadImage(_parent, File, out nint child);
            if (status != EfiStatus.Success)
            {
                return Fail($"LoadImage of {File.Length} bytes returned {status}");
            }
            ChildImage.Describe(_system, child, Options, Device);
            if (IsHuge)
            {
                ChildImage.Enlarge(_system, child);
            }
            ConsoleSwitch console = ConsoleSwitch.Of(_system);
            if (WithoutConsole)
            {
                console.TurnOff();
            }
            if (WithHostileRegisters)
            {
                EfiApplication.WriteLine($"launcher: registers hold the worst");
                SetHostileRegisters();
            }
            if (WithoutClock)
            {
                EfiApplication.WriteLine($"launcher: the counter's frequency is 0");
                ForgetCounterFrequency();
            }
            status = _system.Boot.StartImage(child);
            console.TurnOn();
            if (!after.TryTake(_system))
            {
                return Fail($"the memory map cannot be read after the child");
            }
            EfiApplication.WriteLine($"launcher: child returned {status}");
        }
        EfiApplication.WriteLine($"launcher: leaked {MemoryCensus.CompareAndReport(before, after)} pages");
        return true;
    }

    /// <summary>Registers.S.</summary>
    [RuntimeImport("*", "SetHostileRegisters")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void SetHostileRegisters();

    [RuntimeImport("*", "ForgetCounterFrequency")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void ForgetCounterFrequency();

    private static bool Fail(ref Text.TextLine why)
    {
        EfiApplication.WriteLine($"launcher: {why.Text}");
        return false;
    }
}
