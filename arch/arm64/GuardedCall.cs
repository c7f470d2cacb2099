using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Keelson.Addresses;
using Keelson.Uefi;

namespace Keelson.Arch.Arm64;

/// <summary>One call through GuardedCall.S, which has the offsets.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct GuardedCallFrame
{
    public ulong Function;
    public ulong Argument0;
    public ulong Argument1;
    public ulong Argument2;
    public ulong Argument3;

    /// <summary>TTBR0 while the call lasts; 0 for the one in use.</summary>
    public ulong Tables;

    /// <summary>Non-zero: interrupts are taken while the call lasts, and by the same handler.</summary>
    public ulong IsOpen;

    /// <summary>EFI_ABORTED where an exception ended the call.</summary>
    public EfiStatus Status;
    private readonly ulong _oldTables;
    private readonly ulong _stack;
    private readonly ulong _stackSelect;
    private readonly ulong _interruptMask;
}

/// <summary>How the firmware translates addresses, at the Exception level that runs.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct OwnTranslation
{
    private const ulong BaddrBits = 0x0000_ffff_ffff_fffe;
    private const ulong HostExtension = 1ul << 34; // HCR_EL2.E2H

    private readonly ulong _tableBase;
    private readonly ulong _control;
    private readonly ulong _systemControl;
    private readonly ulong _hypervisor;

    /// <summary>At EL2 as a host, where the names of EL1's timer mean another one (Arm ARM DDI 0487, D8.1.3).</summary>
    public bool IsHost => (_hypervisor & HostExtension) != 0;

    public PhysicalAddress Root => new(_tableBase & BaddrBits);

    /// <summary>TTBR0 with another root: the ASID stays.</summary>
    public ulong With(PhysicalAddress root) => _tableBase & ~BaddrBits | root.Value;

    /// <summary>Input addresses of TTBR0 have as many bits (TCR.T0SZ).</summary>
    public int AddressBits => 64 - (int)(_control & 0x3f);

    /// <summary>
    /// The MMU is on, with the 4 KB granule that UEFI asks for (2.3.6) and descriptors of 48-bit addresses: TCR.TG0,
    /// and TCR.DS, which is bit 32 in TCR_EL2 of a processor that is no host (Arm ARM DDI 0487, D24.2).
    /// </summary>
    public bool IsOrdinary(int exceptionLevel)
    {
        int wide = exceptionLevel == 2 && !IsHost ? 32 : 59;
        return (_systemControl & 1) != 0
            && (_control >> 14 & 3) == 0
            && (_control >> wide & 1) == 0
            && AddressBits is >= 25 and <= 48;
    }
}

public static class GuardedCall
{
    /// <summary>Pages for tables of the guarded call, in this image.</summary>
    public const ulong PoolBytes = 32 * 4096;

    [RuntimeImport("*", "CallGuarded")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern unsafe void CallGuarded(GuardedCallFrame* frame);

    [RuntimeImport("*", "CallGuardedBriefly")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern unsafe void CallGuardedBriefly(GuardedCallFrame* frame);

    [RuntimeImport("*", "ReadOwnTranslation")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern unsafe void ReadOwnTranslation(OwnTranslation* translation);

    [RuntimeImport("*", "GetShadowTablePool")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong GetShadowTablePool();

    public static PhysicalRange Pool => PhysicalRange.FromSize(new PhysicalAddress(GetShadowTablePool()), PoolBytes);

    /// <summary>
    /// Below the stack of a call that has tables of its own: what these are to leave out, so that a call that needs
    /// more stack than there is faults and destroys nothing.
    /// </summary>
    public static PhysicalRange StackGuard => PhysicalRange.FromSize(Pool.End, 4096);

    public static unsafe OwnTranslation Translation
    {
        get
        {
            OwnTranslation translation;
            // SAFETY: the assembly fills all of it.
            ReadOwnTranslation(&translation);
            return translation;
        }
    }

    public static unsafe EfiStatus Invoke(ref GuardedCallFrame frame)
    {
        // SAFETY: the frame is a local of the caller and outlives the call.
        fixed (GuardedCallFrame* pointer = &frame)
        {
            CallGuarded(pointer);
        }
        return frame.Status;
    }

    /// <summary>The same while boot services last: the vectors before are put back.</summary>
    public static unsafe EfiStatus InvokeBriefly(ref GuardedCallFrame frame)
    {
        // SAFETY: as above.
        fixed (GuardedCallFrame* pointer = &frame)
        {
            CallGuardedBriefly(pointer);
        }
        return frame.Status;
    }
}
