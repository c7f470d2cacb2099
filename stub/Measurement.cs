using System;
using System.Buffers.Binary;
using Keelson.Arch.Arm64;
using Keelson.Companions;
using Keelson.Efi;
using Keelson.Images;
using Keelson.Tcg;
using Keelson.Text;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Stub;

/// <summary>
/// Measured boot: what is booted, and with what, goes into a TPM or, where a confidential machine has its own registers
/// instead, into those. docs/security.md has the table. An error is a warning, as for systemd-stub: whoever asks the
/// TPM for a secret will not get it.
/// </summary>
internal struct Measurement
{
    /// <summary>Enough for the name of a file.</summary>
    private const int EventBytes = MeasuredEvent.HeaderBytes + MeasuredEvent.TagBytes + DescriptionBytes;
    private const int DescriptionBytes = sizeof(char) * (CompanionName.MaximumBytes + 1);

    /// <summary><c>PE_COFF_IMAGE</c>: what is signed of a file is hashed, as for Secure Boot.</summary>
    private const ulong PeCoffImage = 0x10;

    // EFI_TCG2_BOOT_SERVICE_CAPABILITY (TCG EFI Protocol Specification 1.00, 6.4), EFI_CC_BOOT_SERVICE_CAPABILITY (UEFI
    // 2.10, 38.2.1): both begin with their size.
    private const int CapabilityBytes = 36,
        TpmPresentOffset = 16;
    private const int MachineCapabilityBytes = 20,
        EventLogsOffset = 12;

    /// <summary><c>TPMPresentFlag</c>.</summary>
    private const byte TpmPresent = 0xff;

    /// <summary><c>EFI_CC_EVENT_LOG_FORMAT_TCG_2</c>, without which systemd-stub measures nothing either.</summary>
    private const byte EventsOfTcg = 2;

    private readonly EfiSystem _system;
    private readonly unsafe Tcg2Protocol* _tpm;
    private readonly unsafe CcMeasurementProtocol* _machine;
    private MeasuredPart _image,
        _configuration,
        _systemExtensions,
        _configurationExtensions;

    // SAFETY: the protocols are the firmware's.
    public unsafe Measurement(EfiSystem system)
    {
        this = default;
        _system = system;
        _tpm = system.Boot.FindProtocol<Tcg2Protocol>();
        if (_tpm != null && !Has(_tpm, _tpm->GetCapability, CapabilityBytes, TpmPresentOffset, TpmPresent))
        {
            _tpm = null;
        }
        if (_tpm == null)
        {
            _machine = system.Boot.FindProtocol<CcMeasurementProtocol>();
        }
        if (
            _machine != null
            && !Has(_machine, _machine->GetCapability, MachineCapabilityBytes, EventLogsOffset, EventsOfTcg)
        )
        {
            _machine = null;
        }
    }

    // SAFETY: compared with null.
    private readonly unsafe bool Exists => _tpm != null || _machine != null;

    /// <summary>All of a unified image that is booted, and which profile of it.</summary>
    /// <param name="image">With its profile.</param>
    /// <param name="tree">Of several for different machines the one that was chosen; empty without.</param>
    /// <param name="profile">Number of the profile.</param>
    public void Image(scoped in OwnImage image, ReadOnlySpan<byte> tree, int profile)
    {
        if (!Exists)
        {
            return;
        }
        Span<byte> entry = stackalloc byte[EventBytes];
        if (profile != 0)
        {
            TextLine number = new(0, 1);
            number.AppendFormatted(profile);
            ReadOnlySpan<byte> text = entry[
                MeasuredEvent.HeaderBytes..MeasuredEvent.WriteText(entry, PcrIndex.KernelConfig, number.Text)
            ];
            _configuration.Take(Tagged(PcrIndex.KernelConfig, EventTag.UnifiedImageProfile, text, text));
        }
        for (MeasuredSections sections = default; sections.TryNext(); )
        {
            ReadOnlySpan<byte> contents = tree;
            if (!sections.Name.SequenceEqual(UnifiedSections.AutomaticDeviceTree))
            {
                image.TryFindSection(sections.Name, out contents);
            }
            if (!contents.IsEmpty)
            {
                Span<byte> written = entry[..MeasuredEvent.WriteText(entry, PcrIndex.KernelBoot, sections.Name)];
                _image.Take(TryExtend(PcrIndex.KernelBoot, written, sections.TerminatedName));
                _image.Take(TryExtend(PcrIndex.KernelBoot, written, contents));
            }
        }
    }

    /// <summary>What the kernel is told: in the first register only what did not come with the image.</summary>
    public void CommandLine(scoped in CommandLine line, bool isCarried)
    {
        if (line.Text.IsEmpty || !Exists)
        {
            return;
        }
        Span<byte> entry = stackalloc byte[MeasuredEvent.MaximumTextBytes(line.Text.Length)];
        if (!isCarried)
        {
            Configuration(line.Given, entry);
        }
        if (Product.ReadsCompanions)
        {
            Configuration(line.Added, entry);
        }
        Configuration(line.OfMachine, entry);
        int length = MeasuredEvent.WriteText(entry, PcrIndex.KernelConfig, line.Text);
        Tagged(
            PcrIndex.KernelInitrd,
            EventTag.LinuxLoadOptions,
            entry[MeasuredEvent.HeaderBytes..length],
            "LOADED_IMAGE::LoadOptions\0"u8
        );
    }

    private void Configuration(ReadOnlySpan<byte> text, Span<byte> entry)
    {
        if (!text.IsEmpty)
        {
            entry = entry[..MeasuredEvent.WriteText(entry, PcrIndex.KernelConfig, text)];
            _configuration.Take(TryExtend(PcrIndex.KernelConfig, entry, entry[MeasuredEvent.HeaderBytes..]));
        }
    }

    public readonly void Initrd(ReadOnlySpan<byte> bytes) =>
        Tagged(PcrIndex.KernelInitrd, EventTag.LinuxInitrd, bytes, "Linux initrd\0"u8);

    /// <summary>A tree from a volume.</summary>
    public readonly void DeviceTree(ReadOnlySpan<byte> bytes) =>
        Tagged(PcrIndex.KernelConfig, EventTag.DeviceTree, bytes, "d\0e\0v\0i\0c\0e\0t\0r\0e\0e\0\0\0"u8);

    /// <summary>A part of an add-on, by the name of its file.</summary>
    public void AddOn(EventTag tag, ReadOnlySpan<byte> name, ReadOnlySpan<byte> bytes)
    {
        Span<byte> description = stackalloc byte[DescriptionBytes];
        description = description[..Utf8.ToUtf16Bytes(name, description)];
        if (Exists)
        {
            _configuration.Take(Tagged(PcrIndex.KernelConfig, tag, bytes, description));
        }
    }

    /// <summary>An archive of credentials or extensions.</summary>
    public void Companions(CompanionArchive archive, ReadOnlySpan<byte> bytes)
    {
        if (!Exists)
        {
            return;
        }
        Span<byte> entry = stackalloc byte[EventBytes];
        bool isMeasured = TryExtend(
            archive.Register,
            entry[..MeasuredEvent.WriteText(entry, archive.Register, archive.Description)],
            bytes
        );
        if (archive.Kind == CompanionKind.SystemExtension)
        {
            _systemExtensions.Take(isMeasured);
        }
        else if (archive.Kind == CompanionKind.ConfigurationExtension)
        {
            _configurationExtensions.Take(isMeasured);
        }
        else
        {
            _configuration.Take(isMeasured);
        }
    }

    /// <summary>A kernel or add-on from a volume, as the firmware measures what it starts itself.</summary>
    public readonly void Kernel(ReadOnlySpan<byte> file)
    {
        if (Exists)
        {
            Span<byte> entry = stackalloc byte[MeasuredEvent.HeaderBytes + MeasuredEvent.ImageBytes];
            MeasuredEvent.WriteImage(entry, Firmware.AddressOf(file).Value, file.Length);
            TryExtend(PcrIndex.BootCode, entry, file, PeImage.TryCreate(file, out _) ? PeCoffImage : 0);
        }
    }

    /// <summary>Tells the system what was measured (systemd, Boot Loader Interface).</summary>
    public readonly void Announce()
    {
        if (!Exists)
        {
            return;
        }
        // The registers' numbers, as text in UTF-16.
        Announce(KnownVariable.StubPcrKernelImage, _image, "1\01\0\0\0"u8);
        Announce(KnownVariable.StubPcrKernelParameters, _configuration, "1\02\0\0\0"u8);
        if (Product.ReadsCompanions)
        {
            Announce(KnownVariable.StubPcrInitrdSystemExtensions, _systemExtensions, "1\03\0\0\0"u8);
            Announce(KnownVariable.StubPcrInitrdConfigurationExtensions, _configurationExtensions, "1\02\0\0\0"u8);
        }
        Log.WriteLine($"measuring is done");
    }

    private readonly void Announce(KnownVariable variable, MeasuredPart part, ReadOnlySpan<byte> register)
    {
        if (part.IsMeasured)
        {
            Set(variable, KnownVariables.Volatile, register);
        }
    }

    /// <summary>
    /// Asks the firmware to clear memory if the machine is reset while the kernel has secrets there, as Linux's stub
    /// does (TCG Platform Reset Attack Mitigation Specification 1.10, 5).
    /// </summary>
    public readonly void ProtectMemory()
    {
        const KnownVariable Request = KnownVariable.MemoryOverwriteRequestControl;
        if (Exists && _system.Runtime.GetVariable(Request, default, out _) == EfiStatus.BufferTooSmall)
        {
            Set(Request, KnownVariables.Kept, "\x1"u8);
        }
    }

    private readonly void Set(KnownVariable variable, VariableAttributes attributes, ReadOnlySpan<byte> value)
    {
        EfiStatus status = _system.Runtime.SetVariable(variable, attributes, value);
        if (status != EfiStatus.Success)
        {
            Log.WriteLine($"warning: TPM: SetVariable: {status}");
        }
    }

    // SAFETY: the protocol is the firmware's; it fills in no more than the size says.
    private static unsafe bool Has(void* protocol, ulong getCapability, byte sizeBytes, int offset, byte mask)
    {
        byte* capability = stackalloc byte[CapabilityBytes];
        capability[0] = sizeBytes;
        EfiStatus status = FirmwareCall.Invoke(getCapability, protocol, capability);
        if (status != EfiStatus.Success)
        {
            Log.WriteLine($"warning: TPM: {status}: nothing is measured");
        }
        return status == EfiStatus.Success && (capability[offset] & mask) != 0;
    }

    private readonly bool Tagged(uint register, EventTag tag, ReadOnlySpan<byte> data, ReadOnlySpan<byte> description)
    {
        Span<byte> entry = stackalloc byte[EventBytes];
        return Exists
            && !data.IsEmpty
            && TryExtend(register, entry[..MeasuredEvent.WriteTagged(entry, register, tag, description)], data);
    }

    // SAFETY: the protocols are the firmware's, which reads the event and as many bytes as it is told, and writes the
    // number of a register to a local.
    private readonly unsafe bool TryExtend(uint register, Span<byte> entry, ReadOnlySpan<byte> data, ulong flags = 0)
    {
        void* protocol = _tpm;
        ulong function = 0;
        EfiStatus status = EfiStatus.Success;
        if (_tpm != null)
        {
            function = _tpm->HashLogExtendEvent;
        }
        else
        {
            protocol = _machine;
            function = _machine->HashLogExtendEvent;
            uint mapped = 0;
            status = FirmwareCall.Invoke(_machine->MapPcrToMrIndex, _machine, register, &mapped);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[MeasuredEvent.RegisterOffset..], mapped);
        }
        if (status == EfiStatus.Success)
        {
            fixed (byte* written = entry)
            fixed (byte* bytes = data)
            {
                status = FirmwareCall.Invoke(function, protocol, flags, bytes, (ulong)data.Length, written);
            }
        }
        if (status != EfiStatus.Success)
        {
            Log.WriteLine($"warning: TPM: {data.Length} bytes not measured into PCR {register}: {status}");
        }
        return status == EfiStatus.Success;
    }
}
