using System;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.BootTime;
using Keelson.Efi;
using Keelson.Uefi;

namespace Keelson.Guests.Hostile;

/// <summary>
/// A runtime service of our own in place of the firmware's, in runtime memory: <c>SERVICE-FAULT</c>. The firmware
/// itself converts the pointer in SetVirtualAddressMap, and the code is the same at any address. Before that it is the
/// firmware's, but for <c>early-SERVICE-FAULT</c>.
/// </summary>
internal static class BentServices
{
    private const string Early = "early-";

    /// <summary>One is code of ours.</summary>
    public static bool AreInUse { get; private set; }

    public static bool TryApply(EfiSystem system, ReadOnlySpan<char> setting)
    {
        Span<uint> code = stackalloc uint[96];
        int length = 0;
        bool isEarly = setting.Length > Early.Length && Setting.Is(setting[..Early.Length], Early);
        setting = isEarly ? setting[Early.Length..] : setting;
        for (RuntimeService service = 0; service <= RuntimeService.QueryVariableInfo; service++)
        {
            ReadOnlySpan<byte> name = service.Text();
            if (!StartsWith(setting, name))
            {
                continue;
            }
            if (Setting.Is(setting[(name.Length + 1)..], "null"))
            {
                return Forget(system, service);
            }
            length = ServiceFaults.Write(setting[(name.Length + 1)..], code);
            if (length != 0)
            {
                return TryReplace(system, service, code[..length], isEarly);
            }
        }
        return false;
    }

    // SAFETY: the table is the firmware's, whose pointers are there to be replaced.
    private static unsafe bool Forget(EfiSystem system, RuntimeService service)
    {
        SystemTable* table = (SystemTable*)system.Address.Value;
        ((ulong*)(table->RuntimeServices + TableHeader.SizeBytes))[(int)service] = 0;
        return true;
    }

    // SAFETY: the pages are ours for good; the table is the firmware's, whose pointers are there to be replaced.
    private static unsafe bool TryReplace(
        EfiSystem system,
        RuntimeService service,
        ReadOnlySpan<uint> code,
        bool isEarly
    )
    {
        if (
            system.Boot.AllocatePages(
                MemoryType.RuntimeServicesCode,
                16,
                AlignedPages.Highest,
                out PhysicalAddress page
            ) != EfiStatus.Success
        )
        {
            return false;
        }
        SystemTable* table = (SystemTable*)system.Address.Value;
        ulong* services = (ulong*)(table->RuntimeServices + TableHeader.SizeBytes);
        uint* words = (uint*)page.Value;
        int count = isEarly ? 0 : WritePrologue(words, page.Value, services[(int)service]);
        for (int i = 0; i < code.Length; i++)
        {
            words[count++] = code[i];
        }
        Caches.CleanAndInvalidateToPointOfCoherency(new VirtualAddress(page.Value), 4096);
        Caches.InvalidateInstructions();
        services[(int)service] = page.Value;
        AreInUse = true;
        return true;
    }

    /// <summary>
    /// At its physical address, before SetVirtualAddressMap, the service is the firmware's own: the boot needs it.
    /// </summary>
    // SAFETY: the caller's page.
    private static unsafe int WritePrologue(uint* words, ulong page, ulong original)
    {
        int count = 0;
        words[count++] = A64.OwnAddress(9);
        count = WriteAddress(words, count, page);
        words[count++] = A64.ExclusiveOr(10, 9, 10);
        words[count++] = A64.SkipIfNotZero(10, 4);
        count = WriteAddress(words, count, original);
        words[count++] = A64.Branch(10);
        return count;
    }

    // SAFETY: the caller's page has room for all words that are written.
    private static unsafe int WriteAddress(uint* words, int count, ulong address)
    {
        words[count++] = A64.MoveWide(10, (uint)address & 0xffff);
        words[count++] = A64.MoveKeep(10, (uint)(address >> 16) & 0xffff, 16);
        words[count++] = A64.MoveKeep(10, (uint)(address >> 32) & 0xffff, 32);
        return count;
    }

    /// <summary>The name, and a '-' behind it.</summary>
    private static bool StartsWith(ReadOnlySpan<char> text, ReadOnlySpan<byte> name)
    {
        if (text.Length <= name.Length + 1 || text[name.Length] != '-')
        {
            return false;
        }
        for (int i = 0; i < name.Length; i++)
        {
            if (text[i] != name[i])
            {
                return false;
            }
        }
        return true;
    }
}
