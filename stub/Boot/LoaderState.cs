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
    /// Timeout control, one-shot timeout, default and one-shot entry, boot counting, XBOOTLDR, sort keys, @saved,
    /// devicetree, menu-disabled, profiles, type 1 entries with <c>uki</c> (systemd,
    /// src/fundamental/efivars-fundamental.h, EFI_LOADER_FEATURE_*).
    /// </summary>
    private const ulong Features = 0x1_673f;

    private LoaderVariables _variables;
    private bool _saves;
    private int _oneShot;

    /// <param name="system">Whose variables they are.</param>
    /// <param name="imageHandle">Of the boot loader.</param>
    /// <param name="ownPath">The file that it came from; empty where it came from none.</param>
    public static LoaderState Open(EfiSystem system, nint imageHandle, scoped ReadOnlySpan<byte> ownPath)
    {
        LoaderState state = new() { _variables = new LoaderVariables(system), _oneShot = -1 };
        state.ExportTime("LoaderTimeInitUSec");
        state._variables.Set("LoaderInfo", "keelson-boot"u8);
        state._variables.SetBits("LoaderFeatures", Features);
        Span<byte> text = stackalloc byte[LoaderVariables.MaximumTextBytes];
        int length = Utf8.FromUtf16(system.Vendor, text);
        uint firmware = system.FirmwareRevision,
            specification = system.UefiRevision;
        state._variables.Set(
            "LoaderFirmwareInfo",
            $"{text[..length]} {firmware >> 16}.{TwoDigits(firmware & 0xffff)}{firmware & 0xffff}"
        );
        state._variables.Set(
            "LoaderFirmwareType",
            $"UEFI {specification >> 16}.{TwoDigits(specification & 0xffff)}{specification & 0xffff}"
        );
        if (!ownPath.IsEmpty)
        {
            state._variables.Set("LoaderImageIdentifier", ownPath);
        }
        DevicePath path = new(system.DevicePathOf(Volume.DeviceOf(system, imageHandle)));
        if (DevicePath.TryFindPartition(path, out EfiGuid partition))
        {
            state._variables.Set("LoaderDevicePartUUID", text[..partition.Write(text)]);
        }
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
        _variables.SetBytes("LoaderEntries", names[..length]);
        AlignedPages.Free(firmware, ref memory);
    }

    /// <summary>
    /// The entry that is booted by default: the one asked for once, the one asked for until further
    /// notice, the one of loader.conf, the first (systemd-boot, config_select_default_entry).
    /// </summary>
    public int FindDefault(scoped in BootEntryFiles files, out int timeoutSeconds)
    {
        Span<byte> buffer = stackalloc byte[LoaderVariables.MaximumTextBytes];
        timeoutSeconds = FindTimeout(files.Configuration.TimeoutSeconds, buffer);
        if (_variables.TryRead("LoaderEntryOneShot", buffer, out ReadOnlySpan<byte> text))
        {
            _oneShot = files.List.Find(text);
            _variables.Delete("LoaderEntryOneShot");
        }
        _saves = files.Configuration.UsesSaved;
        int entry = -1;
        if (_variables.TryRead("LoaderEntryDefault", buffer, out text))
        {
            _saves = LoaderConfiguration.IsSaved(text);
            if (!_saves)
            {
                entry = files.List.Find(text);
            }
        }
        if (entry < 0 && _saves && _variables.TryRead("LoaderEntryLastBooted", buffer, out text))
        {
            entry = files.List.Find(text);
        }
        if (entry < 0 && !files.Configuration.UsesSaved)
        {
            entry = files.List.Find(files.Configuration.Default);
        }
        return _oneShot >= 0 ? _oneShot : Math.Max(entry, 0);
    }

    public readonly void ExportMenu() => ExportTime("LoaderTimeMenuUSec");

    public readonly void ExportStart() => ExportTime("LoaderTimeExecUSec");

    /// <summary>
    /// Which entry is booted; the next boot may want to know too, unless this one was asked for once.
    /// </summary>
    public readonly void ExportSelected(scoped in BootEntryList list, int index)
    {
        ReadOnlySpan<byte> identifier = list.IdentifierOf(index);
        _variables.Set("LoaderEntrySelected", identifier);
        if (index == _oneShot)
        {
            return;
        }
        Span<byte> buffer = stackalloc byte[LoaderVariables.MaximumTextBytes];
        bool isThere = _variables.TryRead("LoaderEntryLastBooted", buffer, out ReadOnlySpan<byte> last);
        // Flash is not written where nothing changes.
        if (!_saves && isThere)
        {
            _variables.Delete("LoaderEntryLastBooted");
        }
        else if (_saves && !last.SequenceEqual(identifier))
        {
            _variables.Keep("LoaderEntryLastBooted", identifier);
        }
    }

    /// <param name="path">That the entry has now, until the system says that it is good.</param>
    public readonly void ExportCounted(scoped ReadOnlySpan<byte> path) => _variables.Set("LoaderBootCountPath", path);

    private readonly int FindTimeout(int seconds, Span<byte> buffer)
    {
        if (
            _variables.TryRead("LoaderConfigTimeout", buffer, out ReadOnlySpan<byte> text)
            && LoaderConfiguration.TryReadTimeout(text, out int given)
        )
        {
            seconds = given;
        }
        if (!_variables.TryRead("LoaderConfigTimeoutOneShot", buffer, out text))
        {
            return seconds;
        }
        bool isTime = LoaderConfiguration.TryReadTimeout(text, out given);
        _variables.Delete("LoaderConfigTimeoutOneShot");
        // Whoever asks for it wants to see the menu.
        return !isTime ? seconds
            : given == 0 ? LoaderConfiguration.LongestTimeoutSeconds
            : given;
    }

    private readonly void ExportTime(string name)
    {
        ulong time = Cpu.Microseconds(Cpu.Counter());
        if (time != 0)
        {
            _variables.Set(name, time);
        }
    }

    private static ReadOnlySpan<byte> TwoDigits(uint number) => number < 10 ? "0"u8 : default;
}
