using System.Numerics;
using System.Reflection.PortableExecutable;
using Keelson.Addresses;
using Keelson.Tools.Diagnostics;

namespace Keelson.Tools.PortableExecutable;

/// <summary>
/// What an arm64 EFI application must be for every firmware to load it: lenient loaders forgive most of this, strict
/// ones (memory protection on, Secure Boot) refuse the file without a word on the console. Microsoft PE and COFF
/// specification; UEFI 2.10, 2.1.1 and 2.3.6.
/// </summary>
internal sealed class PeLint
{
    private const int PageSize = 0x1000;

    private readonly string _origin;
    private readonly PeFile _file;
    private readonly List<Diagnostic> _findings = [];

    private PeLint(string origin, PeFile file)
    {
        _origin = origin;
        _file = file;
    }

    public static IReadOnlyList<Diagnostic> Check(string origin, byte[] content)
    {
        PeFile file;
        try
        {
            file = PeFile.Read(content);
        }
        catch (BadImageFormatException error)
        {
            return [Unreadable(origin, error)];
        }

        PeLint lint = new(origin, file);
        lint.CheckIdentity();
        lint.CheckAlignment();
        lint.CheckSections();
        lint.CheckEntryPoint();
        lint.CheckProtection();
        lint.CheckRevocation();
        return lint._findings;
    }

    public static Diagnostic Unreadable(string origin, BadImageFormatException error) =>
        new(origin, "KEEL100", $"not a PE image that can be read: {error.Message}; link it again");

    private void CheckIdentity()
    {
        if (_file.Headers.CoffHeader.Machine != Machine.Arm64 || _file.Optional.Magic != PEMagic.PE32Plus)
        {
            Add(
                "KEEL101",
                $"machine is {_file.Headers.CoffHeader.Machine} ({_file.Optional.Magic}), not Arm64 (PE32Plus); link "
                    + $"with /machine:arm64"
            );
        }

        if (
            _file.Optional.Subsystem
            is not (Subsystem.EfiApplication or Subsystem.EfiBootServiceDriver or Subsystem.EfiRuntimeDriver)
        )
        {
            Add(
                "KEEL102",
                $"subsystem is {_file.Optional.Subsystem}, none of firmware's; link with /subsystem:efi_application, "
                    + "efi_boot_service_driver or efi_runtime_driver"
            );
        }
    }

    private void CheckAlignment()
    {
        int section = _file.Optional.SectionAlignment;
        if (section < PageSize || !BitOperations.IsPow2(section))
        {
            Add(
                "KEEL103",
                $"section alignment is 0x{section:x}; a page is 0x{PageSize:x}, and sections that share one can't "
                    + $"have permissions of their own: link with /align:4096"
            );
        }

        int file = _file.Optional.FileAlignment;
        if (file is < 0x200 or > 0x1_0000 || !BitOperations.IsPow2(file))
        {
            Add(
                "KEEL104",
                $"file alignment is 0x{file:x}, not a power of two from 0x200 to 0x10000; link with /filealign:512"
            );
        }
    }

    private void CheckSections()
    {
        long alignment = Math.Max(1, _file.Optional.SectionAlignment);
        long end = _file.Optional.SizeOfHeaders;
        string before = "the headers";
        foreach (SectionHeader section in _file.Sections)
        {
            uint start = (uint)section.VirtualAddress;
            if (start < end)
            {
                Add(
                    "KEEL105",
                    $"section {section.Name} at 0x{start:x} lies in or before {before}, which end at 0x{end:x}; "
                        + $"sections must ascend and not overlap"
                );
            }

            if (start % alignment != 0)
            {
                Add(
                    "KEEL106",
                    $"section {section.Name} at 0x{start:x} is not aligned to 0x{alignment:x}; link it again"
                );
            }

            long dataStart = (uint)section.PointerToRawData;
            long dataEnd = dataStart + (uint)section.SizeOfRawData;
            if (
                section.SizeOfRawData != 0
                && (dataStart < _file.Optional.SizeOfHeaders || dataEnd > _file.Content.Length)
            )
            {
                Add(
                    "KEEL107",
                    $"section {section.Name} has its data at 0x{dataStart:x}..0x{dataEnd:x}, outside the file's "
                        + $"0x{_file.Optional.SizeOfHeaders:x}..0x{_file.Content.Length:x}; the file was cut or patched"
                );
            }

            end = Math.Max(end, PeFile.VirtualEnd(section));
            before = section.Name;
        }

        long sizeOfImage = (long)Alignment.Up((ulong)end, (ulong)BitOperations.RoundUpToPowerOf2((ulong)alignment));
        if ((uint)_file.Optional.SizeOfImage != sizeOfImage)
        {
            Add(
                "KEEL108",
                $"SizeOfImage is 0x{_file.Optional.SizeOfImage:x} where the sections end at 0x{sizeOfImage:x}; "
                    + $"firmware would allocate the wrong size"
            );
        }
    }

    private void CheckEntryPoint()
    {
        uint entry = (uint)_file.Optional.AddressOfEntryPoint;
        string[] holders =
        [
            .. _file
                .Sections.Where(section =>
                    (uint)section.VirtualAddress <= entry
                    && entry < PeFile.VirtualEnd(section)
                    && PeFile.IsExecutable(section)
                )
                .Select(section => section.Name),
        ];
        if (holders.Length != 1)
        {
            Add(
                "KEEL109",
                $"the entry point 0x{entry:x} lies in {holders.Length} executable sections, not in one; link with "
                    + $"/entry: and the name of an exported method"
            );
        }
    }

    private void CheckProtection()
    {
        foreach (SectionHeader section in _file.Sections.Where(PeFile.IsWritableAndExecutable))
        {
            Add("KEEL110", $"section {section.Name} is both writable and executable; don't merge code with data");
        }

        bool stripped = _file.Headers.CoffHeader.Characteristics.HasFlag(Characteristics.RelocsStripped);
        DirectoryEntry relocations = _file.Optional.BaseRelocationTableDirectory;
        bool inside = _file.Sections.Any(section =>
            section.VirtualAddress <= relocations.RelativeVirtualAddress
            && (long)relocations.RelativeVirtualAddress + relocations.Size <= PeFile.VirtualEnd(section)
        );
        if (stripped || relocations.Size <= 0 || !inside)
        {
            Add("KEEL111", "no base relocations (.reloc), and firmware chooses the address; link without /fixed");
        }

        if (!_file.Optional.DllCharacteristics.HasFlag(DllCharacteristics.NxCompatible))
        {
            Add(
                "KEEL112",
                "NX_COMPAT is not set, and firmware with memory protection then refuses the file; link with /nxcompat"
            );
        }
    }

    /// <summary>shim starts no image without this section, signed or not.</summary>
    private void CheckRevocation()
    {
        SectionHeader section = _file.Sections.FirstOrDefault(section => section.Name == SbatText.SectionName);
        string? fault = section.Name is null ? "section missing" : SbatText.Check(_file.ContentsOf(section));
        if (fault is not null)
        {
            Add(
                "KEEL113",
                $"section {SbatText.SectionName}: {fault}; link efi/Sbat.S, or mend what was merged with it"
            );
        }
    }

    private void Add(string code, string text) => _findings.Add(new Diagnostic(_origin, code, text));
}
