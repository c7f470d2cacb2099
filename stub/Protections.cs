using System.Runtime.CompilerServices;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.Efi;
using Keelson.Images;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Stub;

/// <summary>
/// What was placed for the kernel, where firmware has <c>EFI_MEMORY_ATTRIBUTE_PROTOCOL</c>: its code is written no
/// more, and nothing else runs, until the kernel has tables of its own. Nothing of it is given back afterwards.
/// </summary>
internal struct Protections
{
    private readonly unsafe MemoryAttributeProtocol* _protocol;
    private EfiStatus _status;

    // SAFETY: the protocol is the firmware's.
    private unsafe Protections(MemoryAttributeProtocol* protocol)
    {
        _protocol = protocol;
        _status = EfiStatus.Success;
    }

    // SAFETY: compared with null, and its members are the firmware's.
    public static unsafe void Apply(
        EfiSystem system,
        in KernelLoader kernel,
        PhysicalRange initrd,
        PhysicalRange tree,
        Firmware firmware
    )
    {
        Protections protections = new(system.Boot.FindProtocol<MemoryAttributeProtocol>());
        if (protections._protocol == null)
        {
            return;
        }
        PhysicalRange memory = PhysicalRange.FromSize(kernel.Entry, kernel.Image.ImageSizeBytes);
        protections.ForbidExecution(memory);
        protections.ForbidExecution(initrd);
        protections.ForbidExecution(tree);
        CodeSections sections = new(firmware.Memory(kernel.File), memory);
        while (sections.TryNext(out PhysicalRange code))
        {
            protections.Call(protections._protocol->SetMemoryAttributes, code, MemoryAttributes.ReadOnly);
            protections.Call(protections._protocol->ClearMemoryAttributes, code, MemoryAttributes.ExecuteProtected);
        }
        if (protections._status != EfiStatus.Success)
        {
            Log.WriteLine($"warning: memory attributes: {protections._status}");
        }
    }

    // SAFETY: as above.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private unsafe void ForbidExecution(PhysicalRange range)
    {
        if (!range.IsEmpty)
        {
            Call(
                _protocol->SetMemoryAttributes,
                range.RoundOut(MemoryDescriptor.PageSizeBytes),
                MemoryAttributes.ExecuteProtected
            );
        }
    }

    /// <summary>The first failure is kept.</summary>
    // SAFETY: the protocol is the firmware's, the pages are what was placed for the kernel.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private unsafe void Call(ulong function, PhysicalRange pages, MemoryAttributes attributes)
    {
        EfiStatus status = FirmwareCall.Invoke(
            function,
            _protocol,
            pages.Start.Value,
            pages.SizeBytes,
            (ulong)attributes
        );
        if (_status == EfiStatus.Success)
        {
            _status = status;
        }
    }
}
