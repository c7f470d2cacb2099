using System;
using Keelson.BootEntries;
using Keelson.BootTime;
using Keelson.DevicePaths;
using Keelson.Efi;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.Stub;

internal ref partial struct BootSource
{
    partial void ChooseEntry(EfiSystem system, nint imageHandle, Firmware firmware, ref bool isChosen)
    {
        if (VolumeStatus != EfiStatus.Success)
        {
            // As from a network.
            Log.WriteLine($"warning: no boot entries: volume of this image: {VolumeStatus}");
            return;
        }
        Span<byte> path = stackalloc byte[LoaderVariables.MaximumTextBytes];
        int length = OwnImage.TryFind(system, imageHandle, out OwnImage image)
            ? DevicePath.WriteFile(new DevicePath(image.FilePath), path)
            : 0;
        path = path[..length];
        _entries.State = LoaderState.Open(system, imageHandle, path);
        FirmwareDrivers.LoadAll(system, imageHandle, Volume, firmware);
        _entries.Volumes = BootVolumes.Open(system, imageHandle, Volume, firmware);
        _entries.Files = BootEntryFiles.Read(system, image, in _entries.Volumes, path, firmware);
        isChosen = _entries.Files.CanBoot;
        if (isChosen)
        {
            _entries.State.ExportEntries(in _entries.Files.List, firmware);
            Choose(system, firmware);
        }
    }

    private void Choose(EfiSystem system, Firmware firmware)
    {
        if (AskUser(system, firmware) == MenuAction.Quit)
        {
            Choice.Entry.Kind = BootEntryKind.Loader;
            Choice.Entry.Program = MenuAction.Quit.Word();
            _entries.ProgramRan = true;
        }
        else
        {
            _entries.ProgramRan = false;
            _entries.Tries = 0;
            _entries.Seed.Renew(system, in Choice, _entries.Volumes[0], firmware);
            Select(_entries.Chosen);
        }
    }

    private MenuAction AskUser(EfiSystem system, Firmware firmware)
    {
        AlignedPages.Free(firmware, ref _entries.EditorMemory);
        BootMenu menu = _entries.State.OpenMenu(in _entries.Files, LoaderAction.HasSetup(system));
        EfiStatus status = AlignedPages.Allocate(
            firmware,
            MemoryType.LoaderData,
            OptionWords.MaximumLengthBytes,
            0,
            out _entries.EditorMemory
        );
        LineEditor editor = new(firmware.Memory(_entries.EditorMemory));
        ReadOnlySpan<byte> refusal =
            status != EfiStatus.Success ? "no memory"u8
            : !_entries.Files.Configuration.Switches.Editor ? "loader.conf says so"u8
            : !Choice.MayEditOptions ? "Secure Boot not disabled"u8
            : default;
        MenuAction action = Menu.Choose(system, in _entries, ref menu, ref editor, refusal, firmware);
        _entries.IsEdited = action == MenuAction.EditOptions;
        _entries.EditedOptions = editor.Text;
        _entries.Chosen = menu.Selected;
        _entries.State.Keep(in menu, in _entries.Files);
        return action;
    }

    partial void ChooseNextEntry(EfiSystem system, EfiStatus status, Firmware firmware, ref bool hasNext)
    {
        if (_entries.ProgramRan)
        {
            // Who ran a program to its good end is asked for another one, as by systemd-boot; what failed is the end.
            hasNext =
                status == EfiStatus.Success
                && Choice.Entry.Kind != BootEntryKind.Loader
                && system.Keyboard.Exists
                && system.Console.Exists;
            if (hasNext)
            {
                Choose(system, firmware);
            }
            return;
        }
        CountProgram();
        Log.WriteLine($"warning: boot entry {Choice.Entry.Name.Id} does not boot: {status}");
        int next = _entries.Tries++;
        next += next < _entries.Chosen ? 0 : 1;
        hasNext = next < _entries.Files.OrdinaryCount;
        if (hasNext)
        {
            Select(next);
        }
    }

    partial void StartProgram(
        EfiSystem system,
        nint imageHandle,
        scoped in LoadedTree tree,
        Firmware firmware,
        ref EfiStatus programStatus
    )
    {
        if (Choice.Entry.Kind == BootEntryKind.Loader)
        {
            programStatus = LoaderAction.Run(system, Choice.Entry.Program);
            return;
        }
        programStatus = EntryProgram.Load(
            system,
            imageHandle,
            _entries.Volumes.DeviceOf(Volume),
            in Choice,
            firmware,
            out EntryProgram program
        );
        if (programStatus != EfiStatus.Success)
        {
            return;
        }
        CountProgram();
        _entries.State.ExportStart();
        _entries.ProgramRan = true;
        programStatus = program.Run(tree.Bytes, firmware);
        Log.WriteLine($"the entry's program returned {programStatus}");
    }

    partial void ExportStart() => _entries.State.ExportStart();

    partial void ReleaseEntries(Firmware firmware)
    {
        Choice.Entry = default;
        Volume = _entries.Volumes.Count == 0 ? Volume : _entries.Volumes[0];
        _entries.Files.Release(firmware);
        _entries.Seed.Release(firmware);
        AlignedPages.Free(firmware, ref _entries.EditorMemory);
        _entries.Volumes.CloseOthers();
    }

    private void Select(int index)
    {
        Choice.Entry = _entries.Files.List[index];
        Volume = _entries.Volumes[_entries.Files.List.VolumeOf(index)];
        Log.WriteLine($"boot entry {Choice.Entry.Name.Id}: {Choice.Entry.DisplayName}");
        if (Choice.Entry.Kind == BootEntryKind.Loader)
        {
            return;
        }
        if (_entries.IsEdited && index == _entries.Chosen)
        {
            Choice.Entry.Edit(_entries.EditedOptions);
        }
        _entries.State.ExportSelected(in _entries.Files.List, index);
        if (Choice.Entry.Kind == BootEntryKind.Linux)
        {
            Count();
        }
    }

    /// <summary>Once it is loaded, or does not boot: the name of an image says where it is.</summary>
    private readonly void CountProgram()
    {
        if (Choice.Entry.Kind != BootEntryKind.Linux)
        {
            Count();
        }
    }

    private readonly void Count() => BootCounter.Count(Volume, in Choice.Entry, in _entries.State);
}
