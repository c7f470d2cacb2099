using System;
using Keelson.Addresses;
using Keelson.BootEntries;
using Keelson.BootTime;
using Keelson.Companions;
using Keelson.Efi;
using Keelson.Handover;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.Stub;

/// <summary>The kernel's command line, and what in it is for the stub too.</summary>
internal ref struct CommandLine
{
    private PhysicalRange _buffer;

    public ReadOnlySpan<byte> Text { get; private set; }

    /// <summary>Where in it the options of add-ons begin, and those of the machine; its length where there are none.
    /// </summary>
    private int _addedStart,
        _machineStart;

    public readonly ReadOnlySpan<byte> Given => Text[.._addedStart];

    /// <summary>The options of add-ons, without the blank before them.</summary>
    public readonly ReadOnlySpan<byte> Added => Part(_addedStart, _machineStart);

    /// <summary>Those that SMBIOS adds to a unified image's, likewise.</summary>
    public readonly ReadOnlySpan<byte> OfMachine => Part(_machineStart, Text.Length);

    /// <summary>
    /// Linux's word for leaving runtime services where they are (Documentation/admin-guide/kernel-parameters.txt,
    /// efi=).
    /// </summary>
    public readonly bool ForbidsRelocation => new OptionWords(Text).HasInList("efi="u8, "novamap"u8);

    /// <summary>Ask SetVirtualAddressMap a second time, which it has to refuse.</summary>
    public readonly bool AsksTwice => new OptionWords(Text).Has(OptionNames.SetVirtualAddressMap, OptionValues.Twice);

    /// <summary>Behind the text: as much in UTF-16, and its end.</summary>
    public readonly Span<byte> Rest(Firmware firmware) => firmware.Memory(_buffer)[(Text.Length + 1 & ~1)..];

    /// <summary>Without memory there is none, and the boot goes on.</summary>
    /// <returns>False where it would be longer than any may be.</returns>
    public static bool TryBuild(
        EfiSystem system,
        scoped in BootSource source,
        scoped in AddOns addOns,
        Firmware firmware,
        out CommandLine commandLine
    )
    {
        commandLine = default;
        ReadOnlySpan<byte> ofMachine = default;
        if (source.TakesMachineOptions)
        {
            ofMachine = MachineTables.FindOptions(system, firmware);
        }
        ulong size = (ulong)source.Choice.MaximumCommandLineLength + (ulong)ofMachine.Length + 1;
        for (AddOns.Cursor addOn = addOns.From(firmware); Product.ReadsCompanions && addOn.TryNext(); )
        {
            size += (ulong)addOn.Image.CommandLine.Length + 1;
        }
        // And once more in UTF-16, for a kernel that starts itself: less than what is given out at a time.
        size *= 1 + sizeof(char);
        if (
            AlignedPages.Allocate(firmware, MemoryType.LoaderData, size, 0, out commandLine._buffer)
            != EfiStatus.Success
        )
        {
            return true;
        }
        Span<byte> text = firmware.Memory(commandLine._buffer);
        int length = source.Choice.WriteCommandLine(text);
        commandLine._addedStart = length;
        for (AddOns.Cursor addOn = addOns.From(firmware); Product.ReadsCompanions && addOn.TryNext(); )
        {
            length = AddedOptions.Append(text, length, addOn.Image.CommandLine);
        }
        commandLine._machineStart = length;
        length = AddedOptions.Append(text, length, ofMachine);
        // With a boot entry's own options they are one text, as for systemd-boot.
        if (source.Choice.Origin == KernelOrigin.Entry)
        {
            commandLine._addedStart = length;
            commandLine._machineStart = length;
        }
        commandLine.Text = text[..length];
        return commandLine.Text.Length <= OptionWords.MaximumLengthBytes;
    }

    private readonly ReadOnlySpan<byte> Part(int start, int end) =>
        Text[(start == 0 || start == end ? start : start + 1)..end];

    public void Release(Firmware firmware) => AlignedPages.Free(firmware, ref _buffer);
}
