using System;
using System.Runtime.CompilerServices;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.Uefi;

namespace Keelson.Efi;

/// <summary>
/// Boot services (UEFI 2.10, chapter 7) with types in place of void pointers. Status values pass through as they come.
/// </summary>
// SAFETY, for every call here: the table came from the firmware and its functions are there until ExitBootServices.
public readonly unsafe struct BootServices
{
    private const ulong AllocateMaxAddress = 1;
    private const ulong SearchByProtocol = 2;

    private readonly BootServicesTable* _table;

    internal BootServices(BootServicesTable* table) => _table = table;

    public EfiStatus AllocatePages(
        MemoryType type,
        ulong pageCount,
        PhysicalAddress highest,
        out PhysicalAddress address
    )
    {
        ulong start = highest.Value;
        EfiStatus status = FirmwareCall.Invoke(
            _table->AllocatePages,
            AllocateMaxAddress,
            (ulong)type,
            pageCount,
            &start
        );
        address = new PhysicalAddress(start);
        return status;
    }

    public EfiStatus FreePages(PhysicalAddress address, ulong pageCount) =>
        FirmwareCall.Invoke(_table->FreePages, address.Value, pageCount);

    public EfiStatus GetMemoryMap(Span<byte> buffer, out MemoryMapInfo info)
    {
        ulong size = (ulong)buffer.Length,
            key = 0,
            descriptorSize = 0;
        uint version = 0;
        EfiStatus status;
        fixed (byte* map = buffer)
        {
            status = FirmwareCall.Invoke(_table->GetMemoryMap, &size, map, &key, &descriptorSize, &version);
        }
        info = new MemoryMapInfo(size, key, descriptorSize, version);
        return status;
    }

    public EfiStatus ExitBootServices(nint image, ulong mapKey) =>
        FirmwareCall.Invoke(_table->ExitBootServices, image, mapKey);

    /// <summary>
    /// Ends <paramref name="image"/> at once with a status for who started it; returns only if the firmware refuses.
    /// </summary>
    public EfiStatus Exit(nint image, EfiStatus exitStatus)
    {
        FaultHandler.Suspend();
        return FirmwareCall.Invoke(_table->Exit, image, (ulong)exitStatus);
    }

    /// <summary>An interface of a handle, or null.</summary>
    public void* FindProtocol(nint handle, EfiGuid protocol)
    {
        void* found = null;
        EfiStatus status = FirmwareCall.Invoke(_table->HandleProtocol, handle, &protocol, &found);
        return status == EfiStatus.Success ? found : null;
    }

    /// <summary>The first interface of its kind on any handle, or null.</summary>
    public void* FindProtocol(EfiGuid protocol)
    {
        void* found = null;
        EfiStatus status = FirmwareCall.Invoke(_table->LocateProtocol, &protocol, 0, &found);
        return status == EfiStatus.Success ? found : null;
    }

    /// <summary>
    /// The handle whose device path begins <paramref name="path"/>, if it has <paramref name="protocol"/>.
    /// </summary>
    public bool TryFindDevice(EfiGuid protocol, void* path, out nint handle)
    {
        nint found = 0;
        EfiStatus status = FirmwareCall.Invoke(_table->LocateDevicePath, &protocol, &path, &found);
        handle = found;
        return status == EfiStatus.Success;
    }

    /// <summary>
    /// The handles that have an interface of this kind, in memory of the firmware's that <see cref="FreeHandles"/>
    /// gives back.
    /// </summary>
    public ReadOnlySpan<nint> FindHandles(EfiGuid protocol)
    {
        ulong count = 0;
        nint* handles = null;
        EfiStatus status = FirmwareCall.Invoke(
            _table->LocateHandleBuffer,
            SearchByProtocol,
            &protocol,
            0,
            &count,
            &handles
        );
        return status == EfiStatus.Success ? new ReadOnlySpan<nint>(handles, (int)count) : default;
    }

    public void FreeHandles(ReadOnlySpan<nint> handles)
    {
        fixed (nint* first = handles)
        {
            if (first != null)
                FirmwareCall.Invoke(_table->FreePool, first);
        }
    }

    /// <summary>Adds, or with null takes away, a table of the system's configuration (UEFI 2.10, 7.5.6).</summary>
    public EfiStatus InstallConfigurationTable(EfiGuid guid, void* table) =>
        FirmwareCall.Invoke(_table->InstallConfigurationTable, &guid, table);

    public EfiStatus LoadImage(nint parent, ReadOnlySpan<byte> source, out nint image)
    {
        nint loaded = 0;
        EfiStatus status;
        fixed (byte* bytes = source)
        {
            status = FirmwareCall.Invoke(_table->LoadImage, 0, parent, 0, bytes, (ulong)source.Length, &loaded);
        }
        image = loaded;
        return status;
    }

    public EfiStatus UnloadImage(nint image) => FirmwareCall.Invoke(_table->UnloadImage, image);

    public EfiStatus Stall(ulong microseconds) => FirmwareCall.Invoke(_table->Stall, microseconds);

    /// <summary>Runs another image, which accounts for its own faults.</summary>
    public EfiStatus StartImage(nint image)
    {
        FaultHandler.Suspend();
        EfiStatus status = FirmwareCall.Invoke(_table->StartImage, image);
        FaultHandler.Resume();
        return status;
    }

    /// <summary>
    /// The firmware resets the machine unless this is called again within <paramref name="seconds"/>; 0 turns that off.
    /// </summary>
    public EfiStatus SetWatchdogTimer(ulong seconds) => FirmwareCall.Invoke(_table->SetWatchdogTimer, seconds);
}
