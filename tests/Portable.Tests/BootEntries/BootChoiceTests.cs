using System.Text;
using CsCheck;
using Keelson.BootEntries;
using Keelson.Handover;
using Xunit;
using BootChoice = Keelson.BootEntries.BootChoice<Keelson.BootEntries.VolumeEntries>;

namespace Keelson.Portable.Tests;

/// <summary>Who may say what is booted: a table of what was given against what must come of it.</summary>
public class BootChoiceTests
{
    private const string EntryText =
        "linux /e/linux\ninitrd /e/one\ninitrd /e/two\ndevicetree /e/dtb\noptions root=e\noptions quiet";

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    private static BootChoice Make(string options, bool carries, string commandLine, SecureBootState state)
    {
        BootChoice choice = BootChoice.Make(
            Encoding.UTF8.GetBytes(options),
            carries,
            Encoding.UTF8.GetBytes(commandLine),
            state
        );
        if (choice.Origin == KernelOrigin.Entry)
        {
            Assert.True(BootEntry.TryParse("e.conf"u8, Encoding.UTF8.GetBytes(EntryText), out choice.Entry).IsNone);
        }

        return choice;
    }

    private static string CommandLine(BootChoice choice)
    {
        byte[] line = new byte[choice.MaximumCommandLineLength];
        return Text(line.AsSpan(0, choice.WriteCommandLine(line)));
    }

    private static string Initrds(BootChoice choice)
    {
        List<string> paths = [];
        InitrdPosition position = default;
        while (choice.TryGetInitrd(ref position, out ReadOnlySpan<byte> path))
        {
            paths.Add(Text(path));
        }

        return string.Join(',', paths);
    }

    private const SecureBootState Off = SecureBootState.Disabled,
        On = SecureBootState.Enabled,
        Unknown = SecureBootState.Unknown;

    [Theory]
    // A kernel in the stub's own image, without a command line: what was typed counts, as nothing was signed in its
    // place.
    [InlineData("", true, "", Off, KernelOrigin.Carried, "", "", "")]
    [InlineData("", true, "", On, KernelOrigin.Carried, "", "", "")]
    [InlineData("quiet", true, "", Off, KernelOrigin.Carried, "", "quiet", "")]
    [InlineData("quiet", true, "", On, KernelOrigin.Carried, "", "quiet", "")]
    [InlineData("initrd=/i a initrd=/j b", true, "", On, KernelOrigin.Carried, "", "a b", "/i,/j")]
    // With one: it is the default, options replace it, but not where it was signed.
    [InlineData("", true, "signed", Off, KernelOrigin.Carried, "", "signed", "")]
    [InlineData("", true, "signed", On, KernelOrigin.Carried, "", "signed", "")]
    [InlineData("quiet", true, "signed", Off, KernelOrigin.Carried, "", "quiet", "")]
    [InlineData("quiet", true, "signed", On, KernelOrigin.Carried, "", "signed", "")]
    [InlineData("quiet", true, "signed", Unknown, KernelOrigin.Carried, "", "signed", "")]
    [InlineData("quiet", true, "signed", SecureBootState.Unset, KernelOrigin.Carried, "", "signed", "")]
    [InlineData("initrd=/i", true, "signed", On, KernelOrigin.Carried, "", "signed", "")]
    [InlineData("initrd=/i", true, "signed", Off, KernelOrigin.Carried, "", "", "/i")]
    // A carried line reaches the kernel with its words as they are, control characters as blanks and none around it, as
    // systemd-stub has it (mangle_stub_cmdline); the initrd that it names is loaded, as Linux's own stub does, but not
    // where only what is signed counts.
    [InlineData("", true, "initrd=/i  kernel=/k", Off, KernelOrigin.Carried, "", "initrd=/i  kernel=/k", "/i")]
    [InlineData("", true, "a\tinitrd=\\i.img\n", Off, KernelOrigin.Carried, "", "a initrd=\\i.img", "\\i.img")]
    [InlineData("", true, "\n a\r\n\u0001b  c\u007f\n", On, KernelOrigin.Carried, "", "a   b  c", "")]
    [InlineData("", true, "\n\t", Off, KernelOrigin.Carried, "", "", "")]
    // A word without a path names no file.
    [InlineData("initrd= initrd=\"\" a initrd=/j", true, "", On, KernelOrigin.Carried, "", "a", "/j")]
    [InlineData("", true, "a initrd=/i\0\0b initrd=/j", Off, KernelOrigin.Carried, "", "a initrd=/i", "/i")]
    [InlineData("", true, "initrd=/i", On, KernelOrigin.Carried, "", "initrd=/i", "")]
    [InlineData("", true, "initrd=/i", Unknown, KernelOrigin.Carried, "", "initrd=/i", "")]
    // White space and quotes are Linux's.
    [InlineData("a\tb\nkernel=\"/k k\"\tinitrd=\"/i i\"", true, "", Off, KernelOrigin.Options, "/k k", "a b", "/i i")]
    [InlineData("a -- initrd=/i kernel=/k", true, "", Off, KernelOrigin.Carried, "", "a -- kernel=/k", "/i")]
    [InlineData("", true, "signed \n\0", On, KernelOrigin.Carried, "", "signed", "")]
    // Another kernel than the carried one only where nothing is enforced.
    [InlineData("kernel=/k a", true, "signed", Off, KernelOrigin.Options, "/k", "a", "")]
    [InlineData("kernel=/k a", true, "signed", On, KernelOrigin.Carried, "", "signed", "")]
    [InlineData("kernel=/k a", true, "", On, KernelOrigin.Carried, "", "a", "")]
    [InlineData("kernel=/k a", true, "", Unknown, KernelOrigin.Carried, "", "a", "")]
    // Nothing carried: the firmware checks the file that is named.
    [InlineData("kernel=/k initrd=/i dtb=/d a kernel=/l b", false, "", Off, KernelOrigin.Options, "/k", "a b", "/i")]
    [InlineData("kernel=/k a", false, "", On, KernelOrigin.Options, "/k", "a", "")]
    [InlineData("a kernel=/k", false, "stray", Off, KernelOrigin.Options, "/k", "a", "")]
    [InlineData("kernel= a", false, "", Off, KernelOrigin.Entry, "/e/linux", "root=e quiet a", "/e/one,/e/two")]
    // A boot entry: what was typed goes behind its own.
    [InlineData("", false, "", Off, KernelOrigin.Entry, "/e/linux", "root=e quiet", "/e/one,/e/two")]
    [InlineData("  debug  x ", false, "", On, KernelOrigin.Entry, "/e/linux", "root=e quiet debug x", "/e/one,/e/two")]
    [InlineData(
        "initrd=/i debug",
        false,
        "stray",
        Unknown,
        KernelOrigin.Entry,
        "/e/linux",
        "root=e quiet debug",
        "/e/one,/e/two"
    )]
    public void Kernel_origin_and_command_line(
        string options,
        bool carries,
        string commandLine,
        SecureBootState state,
        KernelOrigin origin,
        string kernel,
        string expected,
        string initrds
    )
    {
        BootChoice choice = Make(options, carries, commandLine, state);
        Assert.Equal(origin, choice.Origin);
        Assert.Equal(kernel, Text(choice.KernelPath));
        Assert.Equal(expected, CommandLine(choice));
        Assert.Equal(initrds, Initrds(choice));
    }

    [Theory]
    [InlineData("dtb=/d dtb=/e", true, Off, "/d", true)]
    [InlineData("kernel=/k dtb=/d", false, Off, "/d", true)]
    [InlineData("kernel=/k", false, Off, "", true)]
    [InlineData("kernel=/k dtb=/d", false, On, "/d", false)]
    [InlineData("kernel=/k dtb=/d", false, Unknown, "/d", false)]
    [InlineData("a\tdtb=\"/d d\"", true, Off, "/d d", true)]
    [InlineData("dtb=/d", false, Off, "/e/dtb", true)]
    [InlineData("dtb=/d", false, On, "/e/dtb", false)]
    public void A_device_tree_is_taken_only_where_nothing_is_enforced(
        string options,
        bool carries,
        SecureBootState state,
        string path,
        bool mayLoad
    )
    {
        BootChoice choice = Make(options, carries, "", state);
        Assert.Equal(path, Text(choice.DeviceTreePath));
        Assert.Equal(mayLoad, choice.MayLoadDeviceTree);
    }

    /// <summary>So that whoever typed them learns of it.</summary>
    [Theory]
    [InlineData("a", true, "signed", On, true)]
    [InlineData("a", true, "signed", Unknown, true)]
    [InlineData("a", true, "signed", Off, false)]
    [InlineData("", true, "signed", On, false)]
    [InlineData("a", true, "", On, false)]
    [InlineData("a", false, "stray", On, false)]
    public void Options_are_ignored_where_a_signed_command_line_is_enforced(
        string options,
        bool carries,
        string commandLine,
        SecureBootState state,
        bool ignores
    ) => Assert.Equal(ignores, Make(options, carries, commandLine, state).IgnoresOptions);

    /// <summary>A word that is new is on no list.</summary>
    [Theory]
    [InlineData("quiet keelson.next=evil efi=novamap", "quiet", "keelson.next=evil,efi=novamap")]
    [InlineData(
        "keelson.next.initrd=x keelson.fault=bounds keelson.svam=twice keelson.time=set",
        "",
        "keelson.next.initrd=x,keelson.fault=bounds,keelson.svam=twice,keelson.time=set"
    )]
    [InlineData("keelson.report=delete keelson.report=none", "keelson.report=none", "keelson.report=delete")]
    [InlineData("keelson.persist=write keelson.persist=read", "keelson.persist=read", "keelson.persist=write")]
    [InlineData(
        "keelson.kexec=2 keelson.chain=4k,64k keelson.end=reset",
        "keelson.kexec=2 keelson.chain=4k,64k keelson.end=reset",
        ""
    )]
    [InlineData(
        "keelson.poison=all keelson.maps=yes keelson.screen=none",
        "keelson.poison=all keelson.maps=yes keelson.screen=none",
        ""
    )]
    [InlineData(
        "\"keelson.next=evil\" keelson.next=\"evil\" keelson.kexec=\"2\"",
        "keelson.kexec=\"2\"",
        "\"keelson.next=evil\",keelson.next=\"evil\""
    )]
    [InlineData("keelson.new efi efi_no keelsonx", "efi_no keelsonx", "keelson.new,efi")]
    [InlineData("a -- keelson.next=evil", "a --", "keelson.next=evil")]
    public void What_changes_what_is_proven_is_left_out_where_the_image_is_signed(
        string options,
        string expected,
        string ignored
    )
    {
        foreach (SecureBootState state in Enum.GetValues<SecureBootState>())
        {
            BootChoice choice = Make(options, true, "", state);
            bool isOpen = state is Off or SecureBootState.SetupMode or SecureBootState.OffInShim;
            Assert.Equal(isOpen ? options : expected, CommandLine(choice));
            List<string> words = [];
            while (choice.TryGetIgnoredOption(words.Count, out ReadOnlySpan<byte> word))
            {
                words.Add(Text(word));
            }

            Assert.Equal(isOpen ? "" : ignored, string.Join(',', words));
            // What was signed is what was meant; and what is not carried is the firmware's to verify.
            Assert.Equal("keelson.next=k", CommandLine(Make("", true, "keelson.next=k", state)));
            Assert.Equal(options, CommandLine(Make("kernel=/k " + options, false, "", state)));
        }
    }

    private static BootChoice WithEntry(string text, string options)
    {
        BootChoice choice = BootChoice.Make(Encoding.UTF8.GetBytes(options), false, default, Off);
        Assert.True(BootEntry.TryParse("e.conf"u8, Encoding.UTF8.GetBytes(text), out choice.Entry).IsNone);
        return choice;
    }

    /// <summary>Lines, then the entry's options, then what was typed: the first that names any.</summary>
    [Theory]
    [InlineData("linux /k\ninitrd /1\noptions initrd=/2", "initrd=/3", "/1", "", false)]
    [InlineData("linux /k\noptions initrd=/2 dtb=/t", "initrd=/3 dtb=/u", "/2", "/t", true)]
    [InlineData("linux /k", "initrd=/3 dtb=/u", "/3", "/u", true)]
    [InlineData("linux /k\ninitrd", "", "", "", true)]
    public void An_entry_may_leave_its_files_to_the_options(
        string entry,
        string options,
        string initrds,
        string deviceTree,
        bool prefersOffered
    )
    {
        BootChoice choice = WithEntry(entry, options);
        Assert.Equal(initrds, Initrds(choice));
        Assert.Equal(deviceTree, Text(choice.DeviceTreePath));
        Assert.Equal(prefersOffered, choice.PrefersOfferedInitrd);
    }

    /// <summary>
    /// Behind options that end with a word for init, or in a quote, they would be no words of the kernel.
    /// </summary>
    [Theory]
    [InlineData("linux /k\ninitrd /1\noptions a -- single", "b", "initrd=/1 a -- single b")]
    [InlineData("linux /k\ninitrd /1\noptions \"a b", "", "initrd=/1 \"a b")]
    [InlineData("linux /k\ninitrd /1\ninitrd /2", "", "initrd=/1 initrd=/2")]
    [InlineData("linux /k\noptions a", "", "a")]
    [InlineData("linux /k", "", "")]
    public void A_kernels_own_stub_reads_the_initrds_of_the_entry_first(string entry, string options, string expected)
    {
        BootChoice choice = WithEntry(entry, options);
        byte[] text = new byte[choice.MaximumOwnStubOptionsLength];
        Assert.Equal(expected, Encoding.UTF8.GetString(text.AsSpan(0, choice.WriteOwnStubOptions(text))));
    }

    /// <summary>
    /// A carried initrd belongs to the carried line, as systemd-stub offers it to the kernel's own stub.
    /// </summary>
    [Fact]
    public void A_carried_initrd_stands_in_for_what_the_carried_line_names()
    {
        BootChoice choice = Make("", true, "initrd=/i", Off);
        choice.CarriesInitrd = true;
        Assert.Equal("", Initrds(choice));
    }

    private static readonly Gen<string> s_words = Gen.OneOf(
            "kernel=/k",
            "kernel=",
            "initrd=/i",
            "dtb=/d",
            "quiet",
            "root=/dev/vda1",
            " ",
            "a=kernel=/x"
        )
        .Array[0, 8]
        .Select(words => string.Join(' ', words));

    [Fact]
    public void Stub_options_are_removed_and_kernel_options_keep_their_order() =>
        Gen.Select(s_words, Gen.Bool, Gen.OneOf("", "signed"), Gen.Enum<SecureBootState>())
            .Sample(
                (options, carries, commandLine, state) =>
                {
                    BootChoice choice = Make(options, carries, commandLine, state);
                    string line = CommandLine(choice);
                    IEnumerable<string> kept = options
                        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                        .Where(word =>
                            !word.StartsWith("kernel=") && !word.StartsWith("initrd=") && !word.StartsWith("dtb=")
                        );
                    bool isSigned =
                        carries
                        && commandLine != ""
                        && choice.Origin == KernelOrigin.Carried
                        && (
                            options == ""
                            || state is not (Off or SecureBootState.SetupMode or SecureBootState.OffInShim)
                        );
                    Assert.Equal(
                        carries && state is not (Off or SecureBootState.SetupMode or SecureBootState.OffInShim),
                        choice.RefusesOfferedInitrd && choice.RefusesInitrdFiles
                    );
                    string[] expected =
                        isSigned ? [commandLine]
                        : choice.Origin == KernelOrigin.Entry ? ["root=e quiet", .. kept]
                        : [.. kept];
                    Assert.Equal(string.Join(' ', expected), line);
                    Assert.True(line.Length <= choice.MaximumCommandLineLength);
                }
            );

    /// <summary>What a program's options name is read by itself, or by nobody.</summary>
    [Theory]
    [InlineData("linux /k\ndevicetree /t\noptions dtb=/o", false, "/t")]
    [InlineData("linux /k\noptions dtb=/o", false, "/o")]
    [InlineData("efi /k\ndevicetree /t\noptions dtb=/o", true, "/t")]
    [InlineData("uki /k\noptions dtb=/o", true, "")]
    public void The_device_tree_of_an_entry(string text, bool isProgram, string expected)
    {
        BootChoice choice = BootChoice.Make(default, false, default, Off);
        Assert.True(BootEntry.TryParse("e.conf"u8, Encoding.UTF8.GetBytes(text), out choice.Entry).IsNone);
        Assert.Equal(isProgram, choice.IsProgram);
        Assert.Equal(expected, Text(choice.DeviceTreePath));
    }
}
