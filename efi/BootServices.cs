using System;
using System.Runtime.CompilerServices;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Efi;

/// <summary>
/// Boot services (UEFI 2.10, chapter 7) with types in place of void pointers. Status values pass through as they come.
/// </summary>
// The table came from the firmware and its functions are there until ExitBootServices.
public readonly partial struct BootServices
{
    private const ulong AllocateMaxAddress = 1;
    private const ulong SearchByProtocol = 2;
    private const ulong EventTimer = 0x8000_0000;
    private const ulong TimerRelative = 2;

    private readonly unsafe BootServicesTable* _table;

    // SAFETY: the table is the one that the system table names.
    internal unsafe BootServices(BootServicesTable* table) => _table = table;

    // SAFETY: the firmware writes one address into a local, which outlives the call.
    public unsafe EfiStatus AllocatePages(
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

    // SAFETY: no pointer is handed over; the caller no longer uses the pages.
    public unsafe EfiStatus FreePages(PhysicalAddress address, ulong pageCount) =>
        FirmwareCall.Invoke(_table->FreePages, address.Value, pageCount);

    // SAFETY: the firmware writes no more than the size it is given, into the pinned buffer and into locals.
    public unsafe EfiStatus GetMemoryMap(Span<byte> buffer, out MemoryMapInfo info)
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

    // SAFETY: as of the table.
    public unsafe ulong ExitBootServicesAddress => _table->ExitBootServices;

    // SAFETY: no pointer is handed over; after a success no service of this table is called again.
    public unsafe EfiStatus ExitBootServices(nint image, ulong mapKey) =>
        FirmwareCall.Invoke(_table->ExitBootServices, image, mapKey);

    /// <summary>
    /// Ends <paramref name="image"/> at once with a status for who started it; returns only if the firmware refuses.
    /// </summary>
    // SAFETY: no pointer is handed over; the fault handler, whose code goes with the image, is taken back first.
    public unsafe EfiStatus Exit(nint image, EfiStatus exitStatus)
    {
        FaultHandler.Suspend();
        return FirmwareCall.Invoke(_table->Exit, image, (ulong)exitStatus);
    }

    /// <summary>An interface of a handle, or null.</summary>
    // SAFETY: the identifier is the structure's own, so the firmware's answer points to one.
    public unsafe T* FindProtocol<T>(nint handle)
        where T : unmanaged, IProtocol => (T*)FindProtocol(handle, T.Guid);

    /// <summary>The first interface of its kind on any handle, or null.</summary>
    // SAFETY: as of a handle.
    public unsafe T* FindProtocol<T>()
        where T : unmanaged, IProtocol => (T*)FindProtocol(T.Guid);

    /// <summary>Whether a handle carries an identifier, for those that nothing but a mark goes with.</summary>
    // SAFETY: compared with null and not followed.
    public unsafe bool HasProtocol(nint handle, EfiGuid protocol) => FindProtocol(handle, protocol) != null;

    // SAFETY: the firmware writes one pointer into a local.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private unsafe void* FindProtocol(nint handle, EfiGuid protocol)
    {
        void* found = null;
        EfiStatus status = FirmwareCall.Invoke(_table->HandleProtocol, handle, &protocol, &found);
        return status == EfiStatus.Success ? found : null;
    }

    // SAFETY: as of a handle.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private unsafe void* FindProtocol(EfiGuid protocol)
    {
        void* found = null;
        EfiStatus status = FirmwareCall.Invoke(_table->LocateProtocol, &protocol, 0, &found);
        return status == EfiStatus.Success ? found : null;
    }

    /// <summary>
    /// The handle whose device path begins <paramref name="path"/>, if it has <paramref name="protocol"/>.
    /// </summary>
    // SAFETY: the path is one that the firmware gave, so it has an end; it writes into locals only.
    public unsafe bool TryFindDevice(EfiGuid protocol, void* path, out nint handle)
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
    // SAFETY: after a success the firmware has stored the address of as many handles as it counted.
    public unsafe ReadOnlySpan<nint> FindHandles(EfiGuid protocol)
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

    // SAFETY: the span is one of FindHandles, whose first handle is where the pool allocation begins.
    public unsafe void FreeHandles(ReadOnlySpan<nint> handles)
    {
        fixed (nint* first = handles)
        {
            if (first != null)
            {
                FirmwareCall.Invoke(_table->FreePool, first);
            }
        }
    }

    /// <summary>Adds, or with null takes away, a table of the system's configuration (UEFI 2.10, 7.5.6).</summary>
    // SAFETY: the firmware copies the GUID and keeps the pointer, to memory that the caller has allocated for good.
    public unsafe EfiStatus InstallConfigurationTable(EfiGuid guid, void* table) =>
        FirmwareCall.Invoke(_table->InstallConfigurationTable, &guid, table);

    // SAFETY: the firmware reads as many bytes as it is told, and keeps a copy of its own.
    public unsafe EfiStatus LoadImage(nint parent, ReadOnlySpan<byte> source, out nint image)
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

    /// <summary>Loads an image from where a device path leads, so that the firmware verifies it and knows its
    /// device.</summary>
    // SAFETY: the caller vouches for the path; the handle is written to a local.
    public unsafe EfiStatus LoadImage(nint parent, void* path, out nint image)
    {
        nint loaded = 0;
        EfiStatus status = FirmwareCall.Invoke(_table->LoadImage, 0, parent, path, 0, 0, &loaded);
        image = loaded;
        return status;
    }

    // SAFETY: no pointer is handed over; the image has ended or was never started.
    public unsafe EfiStatus UnloadImage(nint image) => FirmwareCall.Invoke(_table->UnloadImage, image);

    /// <summary>Waits until an event is signalled, or the time is over (UEFI 2.10, 7.1).</summary>
    /// <returns>Whether it was signalled in time.</returns>
    // SAFETY: the firmware reads two events out of locals and writes which of them it was; the timer's own is closed.
    public unsafe bool WaitForEvent(nint signalled, uint milliseconds)
    {
        nint timer = 0;
        if (FirmwareCall.Invoke(_table->CreateEvent, EventTimer, 0, 0, 0, &timer) != EfiStatus.Success)
        {
            return false;
        }

        nint* events = stackalloc nint[2];
        events[0] = signalled;
        events[1] = timer;
        ulong index = 1;
        EfiStatus status = FirmwareCall.Invoke(_table->SetTimer, timer, TimerRelative, milliseconds * 10_000ul);
        if (status == EfiStatus.Success)
        {
            status = FirmwareCall.Invoke(_table->WaitForEvent, 2, events, &index);
        }

        FirmwareCall.Invoke(_table->CloseEvent, timer);
        return status == EfiStatus.Success && index == 0;
    }

    /// <summary>CalculateCrc32, of memory that the caller vouches for.</summary>
    // SAFETY: the firmware reads as many bytes as it is told, and writes one number into a local.
    public unsafe EfiStatus CalculateCrc32(void* memory, ulong sizeBytes, out uint checksum)
    {
        uint sum = 0;
        EfiStatus status = FirmwareCall.Invoke(_table->CalculateCrc32, memory, sizeBytes, &sum);
        checksum = sum;
        return status;
    }

    /// <summary>Another number at each call and at each boot (UEFI 2.10, 7.5.2); 0 where there is none.</summary>
    // SAFETY: the firmware writes one number into a local.
    public unsafe ulong GetNextMonotonicCount()
    {
        ulong count = 0;
        return FirmwareCall.Invoke(_table->GetNextMonotonicCount, &count) == EfiStatus.Success ? count : 0;
    }

    // SAFETY: no pointer is handed over.
    public unsafe EfiStatus Stall(ulong microseconds) => FirmwareCall.Invoke(_table->Stall, microseconds);

    /// <summary>Runs another image, which accounts for its own faults.</summary>
    // SAFETY: the firmware vouches for an image that it loaded; the fault handler is taken back while that runs.
    public unsafe EfiStatus StartImage(nint image)
    {
        FaultHandler.Suspend();
        EfiStatus status = FirmwareCall.Invoke(_table->StartImage, image);
        FaultHandler.Resume();
        return status;
    }

    /// <summary>
    /// The firmware resets the machine unless this is called again within <paramref name="seconds"/>; 0 turns that off.
    /// </summary>
    // SAFETY: no pointer is handed over.
    public unsafe EfiStatus SetWatchdogTimer(ulong seconds) =>
        FirmwareCall.Invoke(_table->SetWatchdogTimer, seconds, FirstCodeOfPrograms, 0, 0);

    /// <summary>Codes below are the firmware's (UEFI 2.10, 7.5).</summary>
    private const ulong FirstCodeOfPrograms = 0x1_0000;
}
