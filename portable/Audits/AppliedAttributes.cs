using Keelson.Addresses;
using Keelson.Paging;
using Keelson.RuntimeServices;
using Keelson.Uefi;

namespace Keelson.Audits;

/// <summary>
/// The permissions of EFI_MEMORY_ATTRIBUTES_TABLE in the address space of the runtime services: no memory of it is
/// writable and executable any more, as in Linux (efi_memattr_apply_permissions). After SetVirtualAddressMap only,
/// which writes to code (edk2 commit d0e92aad46).
/// </summary>
public struct AppliedAttributes
{
    /// <summary>Entries whose permissions are in the tables.</summary>
    public int Applied { get; private set; }

    /// <summary>Entries that are in no region of their type, or not in whole pages of the kernel.</summary>
    public int LeftOut { get; private set; }

    /// <param name="space">With every runtime region mapped by pages. TLB entries of it are stale afterwards.</param>
    /// <param name="map">Whose regions the entries are parts of.</param>
    /// <param name="table">Its entries.</param>
    /// <param name="wish">Applied, or as before.</param>
    public static AppliedAttributes Set<TMemory>(
        ref AddressSpace<TMemory> space,
        in MemoryMapView map,
        MemoryAttributesTable table,
        AttributesWish wish
    )
        where TMemory : struct, ITableMemory
    {
        AppliedAttributes result = default;
        for (int i = 0; i < table.Count; i++)
        {
            if (TrySet(ref space, map, table[i], wish))
            {
                result.Applied++;
            }
            else
            {
                result.LeftOut++;
            }
        }
        return result;
    }

    private static bool TrySet<TMemory>(
        ref AddressSpace<TMemory> space,
        in MemoryMapView map,
        in MemoryDescriptor entry,
        AttributesWish wish
    )
        where TMemory : struct, ITableMemory
    {
        if (
            !entry.IsSound
            || !map.TryFind(entry.PhysicalStart, out MemoryDescriptor region)
            || !region.IsRuntime
            || !region.IsWriteBack
            || region.Type != entry.Type
            || entry.PhysicalEnd > region.PhysicalEnd
            || !RuntimeSpace.TryToVirtual(map, entry.PhysicalStart, out VirtualAddress at)
        )
        {
            return false;
        }
        Protection protection = RuntimeSpace.ProtectionFor(region, space.Granule);
        if (wish == AttributesWish.Applied && (entry.Attributes & MemoryAttributes.ReadOnly) != 0)
        {
            protection = protection.ReadOnly();
        }
        if (wish == AttributesWish.Applied && (entry.Attributes & MemoryAttributes.ExecuteProtected) != 0)
        {
            protection = protection.NeverExecute();
        }
        return space.Protect(at, entry.SizeBytes, protection) == ProtectError.None;
    }
}

/// <summary>What the tables say of parts of runtime regions.</summary>
public enum AttributesWish
{
    /// <summary>What the region as a whole has.</summary>
    Lifted,
    Applied,
}
