using System;
using Keelson.Arch.Arm64;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Efi;

/// <summary>Protocols of handles, and of one's own (UEFI 2.10, 7.3).</summary>
public readonly partial struct BootServices
{
    private const ulong NativeInterface = 0;
    private const ulong AllHandles = 0;

    /// <summary>LocateHandleBuffer of all handles; given back by <see cref="FreeHandles"/>.</summary>
    // SAFETY: after a success the firmware has stored the address of as many handles as it counted.
    public unsafe ReadOnlySpan<nint> FindHandles()
    {
        ulong count = 0;
        nint* handles = null;
        EfiStatus status = FirmwareCall.Invoke(_table->LocateHandleBuffer, AllHandles, 0, 0, &count, &handles);
        return status == EfiStatus.Success ? new ReadOnlySpan<nint>(handles, (int)count) : default;
    }

    /// <summary>
    /// LocateHandle: as many handles as there is room for, and <see cref="EfiStatus.BufferTooSmall"/> where that are
    /// not all.
    /// </summary>
    /// <param name="count">How many there are.</param>
    // SAFETY: the firmware writes no more than the buffer holds.
    public unsafe EfiStatus LocateHandle(EfiGuid protocol, scoped Span<nint> handles, out int count)
    {
        ulong size = (ulong)handles.Length * sizeof(ulong);
        EfiStatus status;
        fixed (nint* first = handles)
        {
            status = FirmwareCall.Invoke(_table->LocateHandle, SearchByProtocol, &protocol, 0, &size, first);
        }
        count = status == EfiStatus.NotFound ? 0 : (int)(size / sizeof(ulong));
        return status;
    }

    /// <summary>LocateProtocol: the first of its kind.</summary>
    // SAFETY: the identifier is the structure's own.
    public unsafe ProtocolInterface<T> LocateProtocol<T>()
        where T : unmanaged, IProtocol => new(FindProtocol<T>());

    /// <summary>HandleProtocol.</summary>
    // SAFETY: as above.
    public unsafe ProtocolInterface<T> HandleProtocol<T>(nint handle)
        where T : unmanaged, IProtocol => new(FindProtocol<T>(handle));

    /// <summary>OpenProtocol.</summary>
    /// <param name="handle">That has it.</param>
    /// <param name="agent">The image that uses it.</param>
    /// <param name="controller">Of a driver; else 0.</param>
    /// <param name="how">And who is told when somebody else wants it.</param>
    /// <param name="opened">Not there when only tested.</param>
    // SAFETY: the firmware writes one pointer into a local, to a structure of the identifier's.
    public unsafe EfiStatus OpenProtocol<T>(
        nint handle,
        nint agent,
        nint controller,
        OpenProtocolAttributes how,
        out ProtocolInterface<T> opened
    )
        where T : unmanaged, IProtocol
    {
        EfiGuid protocol = T.Guid;
        void* found = null;
        EfiStatus status = FirmwareCall.Invoke(
            _table->OpenProtocol,
            handle,
            &protocol,
            &found,
            agent,
            controller,
            (ulong)how
        );
        opened = new ProtocolInterface<T>(status == EfiStatus.Success ? found : null);
        return status;
    }

    /// <summary>CloseProtocol, of what was opened with the same agent and controller.</summary>
    // SAFETY: no pointer is kept.
    public unsafe EfiStatus CloseProtocol<T>(nint handle, nint agent, nint controller)
        where T : unmanaged, IProtocol
    {
        EfiGuid protocol = T.Guid;
        return FirmwareCall.Invoke(_table->CloseProtocol, handle, &protocol, agent, controller);
    }

    /// <summary>Memory for a protocol of one's own, zeroed. It stays until <see cref="FreeProtocol"/>.</summary>
    /// <param name="type">BootServicesData; of a runtime driver RuntimeServicesData.</param>
    // SAFETY: the pool gives as many bytes as the structure has, aligned as any has to be.
    public unsafe EfiStatus AllocateProtocol<T>(MemoryType type, out ProtocolInterface<T> made)
        where T : unmanaged, IProtocol
    {
        EfiStatus status = AllocatePool(type, (ulong)sizeof(T), out void* memory);
        made = new ProtocolInterface<T>(status == EfiStatus.Success ? memory : null);
        if (made.Exists)
        {
            made.Value = default;
        }
        return status;
    }

    /// <summary>Of one that is installed no more.</summary>
    // SAFETY: the caller no longer uses it.
    public unsafe EfiStatus FreeProtocol<T>(ProtocolInterface<T> made)
        where T : unmanaged, IProtocol => FreePool(made.Location);

    /// <summary>InstallProtocolInterface.</summary>
    /// <param name="handle">0 for a new one.</param>
    /// <param name="contents">Of <see cref="AllocateProtocol"/>.</param>
    // SAFETY: the structure lies in the pool until it is freed.
    public unsafe EfiStatus InstallProtocol<T>(ref nint handle, ProtocolInterface<T> contents)
        where T : unmanaged, IProtocol => InstallProtocol(ref handle, T.Guid, contents.Location);

    /// <summary>InstallProtocolInterface.</summary>
    /// <param name="handle">0 for a new one.</param>
    /// <param name="protocol">Its identifier.</param>
    /// <param name="contents">The interface; null for a mark.</param>
    // SAFETY: the firmware keeps the pointer and does not follow it; the handle is a local.
    public unsafe EfiStatus InstallProtocol(ref nint handle, EfiGuid protocol, void* contents)
    {
        nint at = handle;
        EfiStatus status = FirmwareCall.Invoke(
            _table->InstallProtocolInterface,
            &at,
            &protocol,
            NativeInterface,
            contents
        );
        handle = at;
        return status;
    }

    /// <summary>UninstallProtocolInterface.</summary>
    // SAFETY: the firmware compares the pointer.
    public unsafe EfiStatus UninstallProtocol<T>(nint handle, ProtocolInterface<T> contents)
        where T : unmanaged, IProtocol => UninstallProtocol(handle, T.Guid, contents.Location);

    /// <summary>UninstallProtocolInterface.</summary>
    // SAFETY: the firmware compares the pointer.
    public unsafe EfiStatus UninstallProtocol(nint handle, EfiGuid protocol, void* contents) =>
        FirmwareCall.Invoke(_table->UninstallProtocolInterface, handle, &protocol, contents);

    /// <summary>InstallMultipleProtocolInterfaces, of two; all or none.</summary>
    /// <param name="handle">0 for a new one.</param>
    /// <param name="first">An identifier, and its interface.</param>
    /// <param name="firstContents">As for <see cref="InstallProtocol(ref nint, EfiGuid, void*)"/>.</param>
    /// <param name="second">Likewise.</param>
    /// <param name="secondContents">Likewise.</param>
    /// <returns>
    /// <see cref="EfiStatus.AlreadyStarted"/> where another handle has the same device path (UEFI 2.10, 7.3.17).
    /// </returns>
    // SAFETY: the firmware keeps the pointers and does not follow them; the handle is a local.
    public unsafe EfiStatus InstallProtocols(
        ref nint handle,
        EfiGuid first,
        void* firstContents,
        EfiGuid second,
        void* secondContents
    )
    {
        nint at = handle;
        EfiStatus status = FirmwareCall.Invoke(
            _table->InstallMultipleProtocolInterfaces,
            &at,
            &first,
            firstContents,
            &second,
            secondContents,
            0
        );
        handle = at;
        return status;
    }

    /// <summary>UninstallMultipleProtocolInterfaces, of two.</summary>
    // SAFETY: the firmware compares the pointers.
    public unsafe EfiStatus UninstallProtocols(
        nint handle,
        EfiGuid first,
        void* firstContents,
        EfiGuid second,
        void* secondContents
    ) =>
        FirmwareCall.Invoke(
            _table->UninstallMultipleProtocolInterfaces,
            handle,
            &first,
            firstContents,
            &second,
            secondContents,
            0
        );

    /// <summary>ConnectController: the drivers that there are for a device, and for those on its bus.</summary>
    // SAFETY: no pointer is handed over.
    public unsafe EfiStatus ConnectController(nint controller) =>
        FirmwareCall.Invoke(_table->ConnectController, controller, 0, 0, 1);

    /// <summary>DisconnectController: all drivers of a device.</summary>
    // SAFETY: no pointer is handed over.
    public unsafe EfiStatus DisconnectController(nint controller) =>
        FirmwareCall.Invoke(_table->DisconnectController, controller, 0, 0);
}
