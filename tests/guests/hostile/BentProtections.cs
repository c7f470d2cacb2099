using System;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.Paging;

namespace Keelson.Guests.Hostile;

/// <summary><c>stack-executable</c>: the firmware's translation tables let code run from the stack.</summary>
internal static class BentProtections
{
    /// <summary>As much below the frame of this program as its child may use.</summary>
    private const ulong StackBytes = 0x1_0000;

    // SAFETY: only the address of a local.
    public static unsafe bool TryApply(ReadOnlySpan<char> setting)
    {
        if (!Setting.Is(setting, "stack-executable"))
        {
            return false;
        }
        ulong here = 0;
        for (ulong below = 0; below < StackBytes; below += 0x1000)
        {
            Allow((ulong)&here - below);
        }
        Cpu.InvalidateTlb();
        return true;
    }

    // SAFETY: the tables are the firmware's, mapped 1:1 and writable: of EL1, with the 4 KB granule that UEFI asks for.
    private static unsafe void Allow(ulong address)
    {
        int addressBits = 64 - (int)(Cpu.TranslationControl() & 0x3f);
        PhysicalAddress table = new(Cpu.LowerTableBase() & DescriptorBits.OutputAddress);
        for (int level = 4 - (addressBits - 12 + 8) / 9; ; level++)
        {
            ulong* entry = (ulong*)table.Value + (address >> (12 + 9 * (Granule.PageLevel - level)) & 511);
            Descriptor descriptor = new(*entry);
            if (descriptor.KindAt(level) != DescriptorKind.Table)
            {
                *entry &= ~(DescriptorBits.PrivilegedExecuteNever | DescriptorBits.UnprivilegedExecuteNever);
                return;
            }
            table = descriptor.Output;
        }
    }
}
