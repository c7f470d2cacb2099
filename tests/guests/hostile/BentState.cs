using System;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.BootTime;
using Keelson.Efi;
using Keelson.Uefi;

namespace Keelson.Guests.Hostile;

/// <summary>
/// ExitBootServices and SetVirtualAddressMap that do what they are asked, and change registers that they have to keep:
/// <c>exit-state-REGISTERS</c>, <c>svam-state-REGISTERS</c>, with the names of <see cref="RegisterFaults"/>.
/// </summary>
internal static class BentState
{
    private const string Exit = "exit-state-";
    private const string Relocation = "svam-state-";

    // SAFETY: the tables are the firmware's, whose pointers are there to be replaced.
    public static unsafe bool TryApply(EfiSystem system, ReadOnlySpan<char> setting)
    {
        SystemTable* table = (SystemTable*)system.Address.Value;
        if (setting.Length > Exit.Length && Setting.Is(setting[..Exit.Length], Exit))
        {
            BootServicesTable* boot = (BootServicesTable*)table->BootServices;
            return TryReplace(system, setting[Exit.Length..], &boot->ExitBootServices);
        }
        RuntimeServicesTable* runtime = (RuntimeServicesTable*)table->RuntimeServices;
        return setting.Length > Relocation.Length
            && Setting.Is(setting[..Relocation.Length], Relocation)
            && TryReplace(system, setting[Relocation.Length..], &runtime->SetVirtualAddressMap);
    }

    /// <summary>A call of the service itself, and what changes the registers behind it.</summary>
    // SAFETY: the page is ours until boot services have ended and the firmware was relocated.
    private static unsafe bool TryReplace(EfiSystem system, ReadOnlySpan<char> registers, ulong* service)
    {
        Span<uint> code = stackalloc uint[96];
        FaultWriter writer = new(code);
        writer.Add(A64.Push);
        writer.Add(A64.MoveWide(9, (uint)*service & 0xffff));
        writer.Add(A64.MoveKeep(9, (uint)(*service >> 16) & 0xffff, 16));
        writer.Add(A64.MoveKeep(9, (uint)(*service >> 32) & 0xffff, 32));
        writer.Add(0xd63f_0120); // blr x9
        writer.Add(0xa8c1_7bfd); // ldp x29, x30, [sp], #16
        int before = writer.Count;
        if (
            !RegisterFaults.TryWrite(registers, ref writer)
            || writer.Count == before
            || system.Boot.AllocatePages(MemoryType.BootServicesCode, 1, AlignedPages.Highest, out PhysicalAddress page)
                != EfiStatus.Success
        )
        {
            return false;
        }
        writer.Add(A64.Return);
        code[..writer.Count].CopyTo(new Span<uint>((void*)page.Value, writer.Count));
        Caches.CleanAndInvalidateToPointOfCoherency(new VirtualAddress(page.Value), 4096);
        Caches.InvalidateInstructions();
        *service = page.Value;
        return true;
    }
}
