using System;
using Keelson.Handover;
using Keelson.Text;
using Keelson.Trust;

namespace Keelson.BootEntries;

/// <summary>Who names the kernel.</summary>
public enum KernelOrigin
{
    /// <summary>The stub's own image, in its section <c>.linux</c>.</summary>
    Carried,

    /// <summary>
    /// The options that the stub was started with: <c>kernel=PATH initrd=PATH dtb=PATH</c> before the kernel's own.
    /// </summary>
    Options,

    /// <summary>A boot entry of the volume.</summary>
    Entry,
}

/// <summary>
/// What to boot and with what, out of the three places that may say so. Under Secure Boot what was signed with the stub
/// wins over what was typed (UAPI Group, Unified Kernel Image specification).
/// </summary>
public ref struct BootChoice<TEntries>
    where TEntries : struct, IEntries
{
    private static ReadOnlySpan<byte> KernelWord => "kernel="u8;
    private static ReadOnlySpan<byte> InitrdWord => "initrd="u8;
    private static ReadOnlySpan<byte> DeviceTreeWord => "dtb="u8;

    private ReadOnlySpan<byte> _options;
    private ReadOnlySpan<byte> _carriedCommandLine;
    private SecureBootState _secureBoot;

    public KernelOrigin Origin { get; private set; }

    /// <summary>To be filled in by who reads the volume, where <see cref="Origin"/> is an entry.</summary>
    public BootEntry Entry;

    /// <summary>There is a section <c>.initrd</c>: what a carried command line names is then left alone.</summary>
    public bool CarriesInitrd;

    /// <summary>Options were given, and what is signed goes before them.</summary>
    public readonly bool IgnoresOptions =>
        !_carriedCommandLine.IsEmpty && !_options.IsEmpty && !Uses(MaterialSource.OptionsOverCarriedLine);

    /// <summary>
    /// The kernel that was to stand in for the carried one; empty without such a word, or where it does.
    /// </summary>
    public readonly ReadOnlySpan<byte> IgnoredKernelPath =>
        Origin == KernelOrigin.Carried ? new OptionWords(_options).ValueOf(KernelWord) : default;

    /// <summary>No file beside a carried kernel, and nothing that a loader offers to it.</summary>
    public readonly bool RefusesInitrdFiles => Refuses(MaterialSource.InitrdFileBesideCarried);

    /// <inheritdoc cref="RefusesInitrdFiles"/>
    public readonly bool RefusesOfferedInitrd => Refuses(MaterialSource.OfferedInitrdBesideCarried);

    /// <param name="options">What the stub was started with.</param>
    /// <param name="carriesKernel">There is a section <c>.linux</c>.</param>
    /// <param name="carriedCommandLine">The section <c>.cmdline</c>.</param>
    /// <param name="secureBoot">By which <see cref="BootPolicy"/> decides.</param>
    public static BootChoice<TEntries> Make(
        ReadOnlySpan<byte> options,
        bool carriesKernel,
        ReadOnlySpan<byte> carriedCommandLine,
        SecureBootState secureBoot
    )
    {
        bool namesKernel =
            !new OptionWords(options).ValueOf(KernelWord).IsEmpty
            && (!carriesKernel || BootPolicy.Uses(MaterialSource.KernelInsteadOfCarried, secureBoot));
        return new BootChoice<TEntries>
        {
            _options = options,
            _secureBoot = secureBoot,
            _carriedCommandLine = carriesKernel && !namesKernel ? carriedCommandLine : default,
            Origin =
                namesKernel ? KernelOrigin.Options
                : carriesKernel ? KernelOrigin.Carried
                : KernelOrigin.Entry,
        };
    }

    /// <summary>Empty for a carried kernel.</summary>
    public readonly ReadOnlySpan<byte> KernelPath =>
        Origin switch
        {
            KernelOrigin.Options => new OptionWords(_options).ValueOf(KernelWord),
            KernelOrigin.Entry when TEntries.Exist => Entry.Program,
            _ => default,
        };

    /// <summary>The entry starts a program of its own, not a kernel that is entered here.</summary>
    public readonly bool IsProgram =>
        TEntries.Exist && Origin == KernelOrigin.Entry && Entry.Kind != BootEntryKind.Linux;

    /// <summary>
    /// Of a device tree on the volume; what a program's options name is its own matter. A tree says what the hardware
    /// is and is signed by nobody: who asks for one asks <see cref="MayLoadDeviceTree"/> too.
    /// </summary>
    public readonly ReadOnlySpan<byte> DeviceTreePath
    {
        get
        {
            if (IsProgram)
            {
                return Entry.DeviceTree;
            }

            if (TEntries.Exist && Origin == KernelOrigin.Entry && !Entry.DeviceTreePath.IsEmpty)
            {
                return Entry.DeviceTreePath;
            }

            new OptionWords(Given).TryGetFile(DeviceTreeWord, 0, out ReadOnlySpan<byte> path);
            return path;
        }
    }

    /// <summary>Of an entry, what is applied to that device tree or, without one, to the firmware's.</summary>
    public readonly bool TryGetOverlay(scoped ref OverlayPosition position, out ReadOnlySpan<byte> path)
    {
        path = default;
        return TEntries.Exist && Origin == KernelOrigin.Entry && Entry.TryGetOverlay(ref position, out path);
    }

    public readonly bool MayEditOptions => Uses(MaterialSource.EditedOptions);

    public readonly bool MayTrustSeedFile => Uses(MaterialSource.RandomSeedFile);

    public readonly bool MayLoadDeviceTree => Uses(MaterialSource.DeviceTreeFile);

    /// <summary>
    /// The initrds of the entry or, where it has none, those that the command line names. Linux's own stub, whose place
    /// we take, looks for <c>initrd=</c> wherever its command line is from.
    /// </summary>
    public readonly bool TryGetInitrd(scoped ref InitrdPosition position, out ReadOnlySpan<byte> path)
    {
        if (
            TEntries.Exist
            && Origin == KernelOrigin.Entry
            && position.Source != InitrdSource.CommandLine
            && Entry.TryGetInitrd(ref position, out path)
        )
        {
            return true;
        }

        path = default;
        if (position.Source is InitrdSource.Lines or InitrdSource.Options)
        {
            return false;
        }

        position.Source = InitrdSource.CommandLine;
        bool isNoFileNamed = IsCommandLineCarried && (CarriesInitrd || !Uses(MaterialSource.InitrdFileOfCarriedLine));
        return new OptionWords(isNoFileNamed ? default : Given).TryGetFile(InitrdWord, position.Index++, out path);
    }

    /// <summary>A word of the options that is left out, as it would change what is proven or handed over.</summary>
    public readonly bool TryGetIgnoredOption(int index, out ReadOnlySpan<byte> written)
    {
        ReadOnlySpan<byte> rest = IsCommandLineCarried ? default : Given;
        while (OptionWords.TryTake(ref rest, out OptionWord word))
        {
            if (Drops(word) && index-- == 0)
            {
                written = word.Written;
                return true;
            }
        }
        written = default;
        return false;
    }

    public readonly bool HasInitrd
    {
        get
        {
            InitrdPosition position = default;
            return TryGetInitrd(ref position, out _);
        }
    }

    /// <summary>
    /// What only a carried command line names may be missing: Linux's own stub says so and boots on, and the image may
    /// be on no volume at all.
    /// </summary>
    public readonly bool IsInitrdOptional => IsCommandLineCarried;

    /// <summary>
    /// A loader that offers an initrd to whatever it starts takes precedence, as in Linux's own stub; only the lines of
    /// a boot entry say as much.
    /// </summary>
    public readonly bool PrefersOfferedInitrd =>
        (!TEntries.Exist || Origin != KernelOrigin.Entry) || !Entry.HasInitrdLines;

    /// <summary>
    /// The kernel's command line: the entry's or the carried one, or the options without those that were for the stub.
    /// </summary>
    /// <param name="destination">Of <see cref="MaximumCommandLineLength"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    public readonly int WriteCommandLine(Span<byte> destination)
    {
        int length = 0;
        if (TEntries.Exist && Origin == KernelOrigin.Entry)
        {
            length = Entry.WriteOptions(destination);
        }

        ReadOnlySpan<byte> rest = Given;
        if (IsCommandLineCarried)
        {
            return AddedOptions.Append(destination, 0, rest);
        }

        bool isForInit = false;
        while (OptionWords.TryTake(ref rest, out OptionWord word))
        {
            isForInit |= word.EndsOptions;
            if (
                word.Sets(InitrdWord)
                || word.Sets(DeviceTreeWord)
                || !isForInit && word.Sets(KernelWord)
                || Drops(word)
            )
            {
                continue;
            }

            if (length > 0)
            {
                destination[length++] = (byte)' ';
            }

            word.Written.CopyTo(destination[length..]);
            length += word.Written.Length;
        }
        return length;
    }

    /// <summary>
    /// The same for a kernel that is left to its own EFI stub: behind an <c>initrd=</c> for each line of the entry,
    /// which that stub reads from the volume it was loaded from (Linux, drivers/firmware/efi/libstub/file.c). They are
    /// in front, as systemd-boot has them: behind a <c>--</c> they would be init's, within a quote no words.
    /// </summary>
    /// <param name="destination">Of <see cref="MaximumOwnStubOptionsLength"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    public readonly int WriteOwnStubOptions(Span<byte> destination)
    {
        int length = 0;
        InitrdPosition position = default;
        while (Entry.HasInitrdLines && Entry.TryGetInitrd(ref position, out ReadOnlySpan<byte> path))
        {
            InitrdWord.CopyTo(destination[length..]);
            path.CopyTo(destination[(length + InitrdWord.Length)..]);
            length += InitrdWord.Length + path.Length;
            destination[length++] = (byte)' ';
        }

        int options = WriteCommandLine(destination[length..]);
        return options == 0 && length > 0 ? length - 1 : length + options;
    }

    /// <summary>A line <c>initrd PATH</c> takes as much as the word that it becomes, but for the last.</summary>
    public readonly int MaximumOwnStubOptionsLength => MaximumCommandLineLength + 1;

    /// <summary>
    /// Room that is enough; what is longer than <see cref="OptionWords.MaximumLengthBytes"/> is refused.
    /// </summary>
    public readonly int MaximumCommandLineLength =>
        _options.Length + _carriedCommandLine.Length + (TEntries.Exist ? Entry.TextLength : 0) + 1;

    /// <summary>The command line came with the kernel, in the same image.</summary>
    public readonly bool IsCommandLineCarried => !_carriedCommandLine.IsEmpty && (_options.IsEmpty || IgnoresOptions);

    private readonly bool Uses(MaterialSource source) => BootPolicy.Uses(source, _secureBoot);

    private readonly bool Refuses(MaterialSource source) =>
        Origin == KernelOrigin.Carried && BootPolicy.Decide(source, _secureBoot) == PolicyVerdict.Refused;

    private readonly bool Drops(in OptionWord word) =>
        Origin == KernelOrigin.Carried && !Uses(MaterialSource.ChangingOptions) && ChangingOptions.Contain(word);

    /// <summary>What was carried, or the options where they count.</summary>
    private readonly ReadOnlySpan<byte> Given =>
        IsCommandLineCarried ? UpToZero(_carriedCommandLine)
        : IgnoresOptions ? default
        : _options;

    /// <summary>What stands behind a zero is padding, to systemd-stub as well.</summary>
    private static ReadOnlySpan<byte> UpToZero(ReadOnlySpan<byte> text)
    {
        int length = text.IndexOf((byte)0);
        return length < 0 ? text : text[..length];
    }
}
