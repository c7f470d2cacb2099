using System;
using Keelson.Text;

namespace Keelson.BootEntries;

/// <summary>
/// A type 2 entry (UAPI Group, Boot Loader Specification, "Type #2 EFI Unified Kernel Images") written as the type 1
/// entry that means the same: title, version and sort key out of the image's os-release and profile, as systemd-boot
/// picks them (bootspec_pick_name_version_sort_key).
/// </summary>
public static class UnifiedImageEntry
{
    /// <param name="path">Of the image.</param>
    /// <param name="osRelease">Section <c>.osrel</c>.</param>
    /// <param name="profile">Section <c>.profile</c>; empty without one.</param>
    /// <param name="profileIndex">From 0.</param>
    /// <param name="destination">For the entry's text.</param>
    /// <param name="profileId">
    /// What tells the profile's entry from that of the image: its <c>ID</c>, or its number; empty for the first.
    /// </param>
    /// <returns>Bytes written; 0 where the release has no name, or the room is too small.</returns>
    public static int Write(
        ReadOnlySpan<byte> path,
        ReadOnlySpan<byte> osRelease,
        ReadOnlySpan<byte> profile,
        int profileIndex,
        Span<byte> destination,
        out ReadOnlySpan<byte> profileId
    )
    {
        ReadOnlySpan<byte> name = FirstOf(osRelease, "PRETTY_NAME"u8, "IMAGE_ID"u8, "NAME"u8, "ID"u8);
        ReadOnlySpan<byte> title = ValueOf(profile, "TITLE"u8);
        profileId = profileIndex == 0 ? default : ValueOf(profile, "ID"u8);
        EntryWriter text = new(destination);
        text.Begin("title"u8);
        text.Add(name);
        if (!title.IsEmpty || profileIndex > 0)
        {
            text.Add(" ("u8);
            if (title.IsEmpty && profileId.IsEmpty)
            {
                text.Add("Profile #"u8);
                text.AddNumber(profileIndex + 1);
            }
            else
            {
                text.Add(title.IsEmpty ? profileId : title);
            }

            text.Add(")"u8);
        }

        text.End();
        text.Line("version"u8, FirstOf(osRelease, "IMAGE_VERSION"u8, "VERSION"u8, "VERSION_ID"u8, "BUILD_ID"u8));
        text.Line("sort-key"u8, FirstOf(osRelease, "IMAGE_ID"u8, "ID"u8, default, default));
        text.Line("uki"u8, path);
        if (profileIndex > 0)
        {
            text.Begin("profile"u8);
            int number = text.Length;
            text.AddNumber(profileIndex);
            profileId = profileId.IsEmpty ? destination[number..text.Length] : profileId;
            text.End();
        }

        return name.IsEmpty || text.IsFull ? 0 : text.Length;
    }

    /// <summary>The value of the first of these keys that has one.</summary>
    private static ReadOnlySpan<byte> FirstOf(
        ReadOnlySpan<byte> text,
        scoped ReadOnlySpan<byte> first,
        scoped ReadOnlySpan<byte> second,
        scoped ReadOnlySpan<byte> third,
        scoped ReadOnlySpan<byte> fourth
    )
    {
        ReadOnlySpan<byte> value = ValueOf(text, first);
        value = value.IsEmpty ? ValueOf(text, second) : value;
        value = value.IsEmpty ? ValueOf(text, third) : value;
        return value.IsEmpty ? ValueOf(text, fourth) : value;
    }

    /// <summary>Of a key that stands there twice the last one counts.</summary>
    private static ReadOnlySpan<byte> ValueOf(ReadOnlySpan<byte> text, scoped ReadOnlySpan<byte> key)
    {
        ReadOnlySpan<byte> value = default;
        for (ConfigurationLines lines = new(text, (byte)'='); lines.TryNext(); )
        {
            if (!key.IsEmpty && lines.Key.SequenceEqual(key))
            {
                value = lines.Value;
            }
        }

        return value;
    }

    /// <summary>Lines of an entry, as far as there is room.</summary>
    private ref struct EntryWriter(Span<byte> destination)
    {
        private readonly Span<byte> _destination = destination;

        public int Length { get; private set; }
        public bool IsFull { get; private set; }

        public void Line(scoped ReadOnlySpan<byte> key, scoped ReadOnlySpan<byte> value)
        {
            if (value.IsEmpty)
            {
                return;
            }

            Begin(key);
            Add(value);
            End();
        }

        /// <summary>In quotes, so that the value may have blanks and quotes at its ends.</summary>
        public void Begin(scoped ReadOnlySpan<byte> key)
        {
            Add(key);
            Add(" \""u8);
        }

        public void End() => Add("\"\n"u8);

        public void Add(scoped ReadOnlySpan<byte> text)
        {
            IsFull |= text.Length > _destination.Length - Length;
            if (!IsFull)
            {
                text.CopyTo(_destination[Length..]);
                Length += text.Length;
            }
        }

        public void AddNumber(int number)
        {
            Span<byte> digits = stackalloc byte[AsciiText.MaximumNumberLength];
            Add(digits[..AsciiText.WriteNumber((uint)number, digits)]);
        }
    }
}
