using System;
using Keelson.Addresses;
using Keelson.Arch.Arm64;
using Keelson.BootEntries;
using Keelson.BootTime;
using Keelson.Efi;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.Stub;

/// <summary>
/// What a boot loader tells the system, and what the system asks of it (systemd, Boot Loader Interface;
/// systemd-boot(7), "EFI Variables").
/// </summary>
internal struct LoaderState
{
    /// <summary>
    /// Timeout control, one-shot timeout, default and one-shot entry, boot counting, XBOOTLDR, random seed, drivers,
    /// sort keys, @saved, devicetree, shim's protocol kept, menu-disabled, profiles, type 1 entries with <c>uki</c>
    /// (systemd, src/fundamental/efivars-fundamental.h, EFI_LOADER_FEATURE_*).
    /// </summary>
    private const ulong Features = 0x1_77ff;

    /// <summary>
    /// What stands between its two marks is this loader's name and version: bootctl looks for it in the file, and
    /// updates none in which it finds no version, or none that is newer (systemd, src/bootctl/bootctl-util.c,
    /// get_file_version).
    /// </summary>
    private static ReadOnlySpan<byte> Magic => "#### LoaderInfo: keelson-boot 1.0.0 ####"u8;

    private LoaderVariables _variables;
    private bool _saves;
    private int _oneShot;

    /// <param name="system">Whose variables they are.</param>
    /// <param name="imageHandle">Of the boot loader.</param>
    /// <param name="ownPath">The file that it came from; empty where it came from none.</param>
    public static LoaderState Open(EfiSystem system, nint imageHandle, scoped ReadOnlySpan<byte> ownPath)
    {
        LoaderState state = new() { _variables = new LoaderVariables(system), _oneShot = -1 };
        state.ExportTime(KnownVariable.LoaderTimeInit);
        state._variables.Set(KnownVariable.LoaderInfo, Magic["#### LoaderInfo: ".Length..^" ####".Length]);
        state._variables.SetBits(KnownVariable.LoaderFeatures, Features);
        BootIdentity identity = new(system, state._variables);
        identity.ExportFirmware();
        if (!ownPath.IsEmpty)
        {
            state._variables.Set(KnownVariable.LoaderImageIdentifier, ownPath);
        }
        identity.ExportPartition(KnownVariable.LoaderDevicePartition, imageHandle);
        return state;
    }

    /// <summary>The identifiers of all entries in their order, each ended by a zero.</summary>
    public readonly void ExportEntries(scoped in BootEntryList list, Firmware firmware)
    {
        ulong size = 0;
        for (int i = 0; i < list.Count; i++)
        {
            size += (ulong)(list.IdentifierOf(i).Length + 1) * sizeof(char);
        }
        if (
            AlignedPages.Allocate(firmware, MemoryType.LoaderData, size, 0, out PhysicalRange memory)
            != EfiStatus.Success
        )
        {
            return;
        }
        Span<byte> names = firmware.Memory(memory);
        int length = 0;
        for (int i = 0; i < list.Count; i++)
        {
            length += Utf8.ToUtf16Bytes(list.IdentifierOf(i), names[length..]);
        }
        _variables.SetBytes(KnownVariable.LoaderEntries, names[..length]);
        AlignedPages.Free(firmware, ref memory);
    }

    /// <summary>
    /// The menu with the entry that is booted by default: the one asked for once, the one asked for until further
    /// notice, the one of loader.conf, the first (systemd-boot, config_select_default_entry).
    /// </summary>
    public BootMenu OpenMenu(scoped in BootEntryFiles files, bool hasSetup)
    {
        Span<byte> buffer = stackalloc byte[LoaderVariables.MaximumTextBytes];
        MenuTimeout timeout = FindTimeout(files.Configuration.Timeout, buffer);
        if (_variables.TryRead(KnownVariable.LoaderEntryOneShot, buffer, out ReadOnlySpan<byte> text))
        {
            _oneShot = files.List.Find(text);
        }
        // What is no text, or too long for one, is asked for once as well.
        _variables.Delete(KnownVariable.LoaderEntryOneShot);
        bool usesSaved = files.Configuration.UsesSaved;
        _saves = usesSaved;
        int kept = -1;
        if (_variables.TryRead(KnownVariable.LoaderEntryDefault, buffer, out text))
        {
            _saves = LoaderConfiguration.IsSaved(text);
            kept = _saves ? FindSaved(in files, buffer) : files.List.Find(text);
        }
        int entry =
            kept >= 0 ? kept
            : usesSaved ? FindSaved(in files, buffer)
            : files.List.Find(files.Configuration.Default);
        entry = _oneShot >= 0 ? _oneShot : entry;
        if (entry < 0 && files.OrdinaryCount == 0)
        {
            timeout = timeout.WithoutEntries;
        }
        bool isModeKept = _variables.TryRead(KnownVariable.LoaderConfigConsoleMode, buffer, out text);
        isModeKept &= OptionWords.TryParseNumber(text, out uint mode);
        return new BootMenu(files.List.Count, Math.Max(entry, 0), timeout)
        {
            Default = kept,
            Mode = isModeKept ? ConsoleMode.OfNumber((int)mode) : default,
            HasSetup = hasSetup,
        };
    }

    /// <summary>What the menu was told to keep. Flash is written where it is left, not at each key.</summary>
    public void Keep(scoped in BootMenu menu, scoped in BootEntryFiles files)
    {
        if (menu.ChangedDefault && menu.Default < 0)
        {
            _variables.Delete(KnownVariable.LoaderEntryDefault);
            _saves = files.Configuration.UsesSaved;
        }
        else if (menu.ChangedDefault)
        {
            _variables.Keep(KnownVariable.LoaderEntryDefault, files.List.IdentifierOf(menu.Default));
            _saves = false;
        }
        if (menu.ChangedTimeout)
        {
            TextLine line = new(0, 1);
            menu.Timeout.AppendTo(ref line);
            _variables.Keep(KnownVariable.LoaderConfigTimeout, line.Text);
        }
        if (menu.ChangedMode && menu.Mode.IsKept)
        {
            _variables.Delete(KnownVariable.LoaderConfigConsoleMode);
        }
        else if (menu.ChangedMode)
        {
            TextLine line = new(0, 1);
            line.AppendFormatted(menu.Mode.Number);
            _variables.Keep(KnownVariable.LoaderConfigConsoleMode, line.Text);
        }
    }

    private readonly int FindSaved(scoped in BootEntryFiles files, Span<byte> buffer) =>
        _variables.TryRead(KnownVariable.LoaderEntryLastBooted, buffer, out ReadOnlySpan<byte> text)
            ? files.List.Find(text)
            : -1;

    /// <summary>Variables as they stand.</summary>
    public readonly LoaderVariables Variables => _variables;

    public readonly void ExportMenu() => ExportTime(KnownVariable.LoaderTimeMenu);

    public readonly void ExportStart() => ExportTime(KnownVariable.LoaderTimeExecute);

    /// <summary>
    /// Which entry is booted; the next boot may want to know too, unless this one was asked for once.
    /// </summary>
    public readonly void ExportSelected(scoped in BootEntryList list, int index)
    {
        ReadOnlySpan<byte> identifier = list.IdentifierOf(index);
        _variables.Set(KnownVariable.LoaderEntrySelected, identifier);
        if (index == _oneShot)
        {
            return;
        }
        Span<byte> buffer = stackalloc byte[LoaderVariables.MaximumTextBytes];
        _variables.TryRead(KnownVariable.LoaderEntryLastBooted, buffer, out ReadOnlySpan<byte> last);
        // Flash is not written where nothing changes.
        if (!_saves)
        {
            _variables.Delete(KnownVariable.LoaderEntryLastBooted);
        }
        else if (!last.SequenceEqual(identifier))
        {
            _variables.Keep(KnownVariable.LoaderEntryLastBooted, identifier);
        }
    }

    /// <param name="path">That the entry has now, until the system says that it is good.</param>
    public readonly void ExportCounted(scoped ReadOnlySpan<byte> path) =>
        _variables.Set(KnownVariable.LoaderBootCountPath, path);

    private readonly MenuTimeout FindTimeout(MenuTimeout timeout, Span<byte> buffer)
    {
        if (
            _variables.TryRead(KnownVariable.LoaderConfigTimeout, buffer, out ReadOnlySpan<byte> text)
            && MenuTimeout.TryParseVariable(text, out MenuTimeout kept)
        )
        {
            timeout = kept;
        }
        MenuTimeout given = default;
        bool isTime =
            _variables.TryRead(KnownVariable.LoaderConfigTimeoutOneShot, buffer, out text)
            && MenuTimeout.TryParseVariable(text, out given);
        _variables.Delete(KnownVariable.LoaderConfigTimeoutOneShot);
        // Whoever asks for it wants to see the menu.
        return !isTime ? timeout
            : given.IsShown ? given
            : MenuTimeout.Forced;
    }

    private readonly void ExportTime(KnownVariable variable)
    {
        ulong time = Cpu.Microseconds(Cpu.Counter());
        if (time != 0)
        {
            _variables.Set(variable, time);
        }
    }
}
