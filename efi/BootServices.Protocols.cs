using Keelson.Arch.Arm64;
using Keelson.Uefi;

namespace Keelson.Efi;

/// <summary>Protocols of one's own, and pool memory to keep them in (UEFI 2.10, 7.2 and 7.3).</summary>
public readonly partial struct BootServices
{
    private const ulong NativeInterface = 0;

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
    public unsafe EfiStatus UninstallProtocol(nint handle, EfiGuid protocol, void* contents) =>
        FirmwareCall.Invoke(_table->UninstallProtocolInterface, handle, &protocol, contents);

    /// <summary>OpenProtocol.</summary>
    /// <param name="handle">That has it.</param>
    /// <param name="protocol">Its identifier.</param>
    /// <param name="agent">The image that uses it.</param>
    /// <param name="controller">Of a driver; else 0.</param>
    /// <param name="how"><c>EFI_OPEN_PROTOCOL_*</c>, 2 to get it (GET_PROTOCOL), 0x20 to have it alone.</param>
    /// <param name="contents">The interface.</param>
    // SAFETY: the firmware writes one pointer into a local.
    public unsafe EfiStatus OpenProtocol(
        nint handle,
        EfiGuid protocol,
        nint agent,
        nint controller,
        uint how,
        out void* contents
    )
    {
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
        contents = found;
        return status;
    }

    // SAFETY: no pointer is kept.
    public unsafe EfiStatus CloseProtocol(nint handle, EfiGuid protocol, nint agent, nint controller) =>
        FirmwareCall.Invoke(_table->CloseProtocol, handle, &protocol, agent, controller);

    /// <summary>AllocatePool: 8-byte aligned, not cleared.</summary>
    // SAFETY: the firmware writes one pointer into a local.
    public unsafe EfiStatus AllocatePool(MemoryType type, ulong sizeBytes, out void* memory)
    {
        void* found = null;
        EfiStatus status = FirmwareCall.Invoke(_table->AllocatePool, (ulong)type, sizeBytes, &found);
        memory = found;
        return status;
    }

    // SAFETY: the caller no longer uses what AllocatePool gave.
    public unsafe EfiStatus FreePool(void* memory) => FirmwareCall.Invoke(_table->FreePool, memory);
}
