using Keelson.BootEntries;
using Keelson.Efi;

namespace Keelson.Stub;

internal ref partial struct BootSource
{
    partial void ChooseEntry(EfiSystem system, scoped ref Firmware firmware, ref bool isChosen)
    {
        if (BootEntryFiles.TryRead(Volume, ref firmware, out BootEntryFiles files))
        {
            int chosen = files.List.Count == 0 ? 0 : Menu.Choose(system, in files.List, in files.Configuration);
            files.ReleaseConfiguration(ref firmware);
            isChosen = files.List.Count != 0;
            if (isChosen)
                Choice.Entry = files.List[chosen];
        }
        // The chosen entry's text lies there.
        _entries = files.Memory;
        if (isChosen)
            Log.WriteLine($"boot entry {Choice.Entry.Name.Id}: {Choice.Entry.DisplayName}");
    }
}
