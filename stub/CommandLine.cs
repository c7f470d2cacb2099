using System;
using Keelson.Addresses;
using Keelson.BootEntries;
using Keelson.BootTime;
using Keelson.Companions;
using Keelson.Handover;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.Stub;

/// <summary>The kernel's command line, and what in it is for the stub too.</summary>
internal ref struct CommandLine
{
    private PhysicalRange _buffer;

    public ReadOnlySpan<byte> Text { get; private set; }

    /// <summary>Where in it the options of add-ons begin; its length where there are none.</summary>
    private int _addedStart;

    public readonly ReadOnlySpan<byte> Given => Text[.._addedStart];

    /// <summary>The options of add-ons, without the blank before them.</summary>
    public readonly ReadOnlySpan<byte> Added =>
        Text[(_addedStart == 0 || _addedStart == Text.Length ? _addedStart : _addedStart + 1)..];

    /// <summary>
    /// Linux's word for leaving runtime services where they are (Documentation/admin-guide/kernel-parameters.txt,
    /// efi=).
    /// </summary>
    public readonly bool ForbidsRelocation => new OptionWords(Text).HasInList("efi="u8, "novamap"u8);

    /// <summary>Ask SetVirtualAddressMap a second time, which it has to refuse.</summary>
    public readonly bool AsksTwice => new OptionWords(Text).Has(OptionNames.SetVirtualAddressMap, OptionValues.Twice);

    /// <summary>Without memory there is none, and the boot goes on.</summary>
    /// <returns>False where it would be longer than any may be.</returns>
    public static bool TryBuild(
        scoped in BootChoice choice,
        scoped in AddOns addOns,
        Firmware firmware,
        out CommandLine commandLine
    )
    {
        commandLine = default;
        ulong size = (ulong)choice.MaximumCommandLineLength;
        for (AddOns.Cursor addOn = addOns.From(firmware); Product.ReadsCompanions && addOn.TryNext(); )
        {
            size += (ulong)addOn.Image.CommandLine.Length + 1;
        }
        if (
            AlignedPages.Allocate(firmware, MemoryType.LoaderData, size, 0, out commandLine._buffer)
            != EfiStatus.Success
        )
        {
            return true;
        }
        Span<byte> text = firmware.Memory(commandLine._buffer);
        int length = choice.WriteCommandLine(text);
        commandLine._addedStart = length;
        for (AddOns.Cursor addOn = addOns.From(firmware); Product.ReadsCompanions && addOn.TryNext(); )
        {
            length = AddedOptions.Append(text, length, addOn.Image.CommandLine);
        }
        commandLine.Text = text[..length];
        return commandLine.Text.Length <= OptionWords.MaximumLengthBytes;
    }

    public void Release(Firmware firmware) => AlignedPages.Free(firmware, ref _buffer);
}
