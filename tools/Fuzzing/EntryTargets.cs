using Keelson.BootEntries;
using Keelson.Handover;
using Keelson.Kexec;

namespace Keelson.Tools.Fuzzing;

/// <summary>What a boot loader reads of a volume and of its load options.</summary>
internal static class EntryTargets
{
    public static int TakeEntry(byte[] input)
    {
        EntryDiagnostic fault = BootEntry.TryParse("e+3-1.conf"u8, input, out BootEntry entry);
        int options = entry.WriteOptions(new byte[entry.TextLength]);
        InitrdPosition position = default;
        int count = 0;
        while (entry.TryGetInitrd(ref position, out _))
        {
            count++;
        }

        BootEntryList list = new(new byte[1024]);
        Span<byte> room = list.RoomFor("e.conf"u8);
        if (input.Length <= room.Length)
        {
            input.CopyTo(room);
            list.Add("e.conf"u8, input.Length, 0, "p"u8);
            list.Add("e.conf"u8, 0, 0);
            list.Sort();
            _ = list.Find("e*"u8);
        }

        return (int)fault.Error + 16 * Math.Min(count, 3) + (options > 0 ? 64 : 0);
    }

    public static int TakeConfiguration(byte[] input)
    {
        LoaderConfiguration configuration = default;
        int outcome = 0;
        for (ConfigurationLines lines = new(input); lines.TryNext(); )
        {
            outcome |= 1 << (int)configuration.Take(in lines).Error;
        }

        _ = NamePattern.Matches(configuration.Default, "arch-linux.conf"u8);
        return outcome;
    }

    public static int TakeRelease(byte[] input) =>
        UnifiedImageEntry.Write("\\a.efi"u8, input, input, 1, new byte[512], out _) == 0 ? 0 : 1;

    public static int TakeOptions(byte[] input)
    {
        byte[] buffer = new byte[LoadOptionText.MaximumLength(input)];
        LoadOptionKind kind = LoadOptionText.Read(input, "\\app.efi"u8, buffer, out ReadOnlySpan<byte> text);
        int outcome = (int)kind + (LoadOptionText.TakeProfile(ref text) != 0 ? 4 : 0);
        foreach (SecureBootState state in Enum.GetValues<SecureBootState>())
        {
            BootChoice<VolumeEntries> choice = BootChoice<VolumeEntries>.Make(text, true, default, state);
            byte[] line = new byte[choice.MaximumCommandLineLength];
            ReadOnlySpan<byte> written = line.AsSpan(0, choice.WriteCommandLine(line));
            NextBoot next = NextBoot.Parse(written);
            outcome += next.IsAsked ? 8 << (int)state : 0;
            for (int i = 0; choice.TryGetIgnoredOption(i, out _); i++) { }
        }

        outcome += GenerationChain.TryParse(text, text, out _) ? 1024 : 0;
        return outcome;
    }
}
