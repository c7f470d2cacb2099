using System;
using Keelson.Images;

namespace Keelson.Companions;

/// <summary>Why a file is no add-on.</summary>
public enum AddOnError
{
    None,
    NotPortableExecutable,

    /// <summary>The firmware would not load it, which systemd-stub has it do.</summary>
    OtherArchitecture,
    CarriesKernel,
    OtherRelease,
    NothingInIt,
}

/// <summary>What an add-on adds to a unified image (systemd-stub(7); systemd 257, src/boot/stub.c): sections of a PE
/// file.</summary>
public readonly ref struct AddOnImage
{
    private readonly ReadOnlySpan<byte> _file;
    private readonly PeImage _headers;

    private AddOnImage(ReadOnlySpan<byte> file, PeImage headers)
    {
        _file = file;
        _headers = headers;
    }

    /// <summary>In UTF-8; empty where it has none.</summary>
    public ReadOnlySpan<byte> CommandLine => SectionOf(UnifiedSections.CommandLine);

    /// <summary>Which machine has which of its trees.</summary>
    public ReadOnlySpan<byte> HardwareIds => SectionOf(UnifiedSections.HardwareIds);

    /// <summary>In place of the image's own: of several the machine's, else the one for all; empty where it has none.
    /// </summary>
    /// <param name="compatible">Of the machine; empty where that is unknown.</param>
    public ReadOnlySpan<byte> DeviceTreeFor(scoped ReadOnlySpan<byte> compatible) =>
        UnifiedImageProfile.TryFind(_headers, 0, out UnifiedImageProfile profile)
        && AutomaticTrees.Find(_file, profile, PeLayout.File, compatible) is >= 0 and int number
        && SectionContents.TryRead(_file, _headers[number], PeLayout.File, out ReadOnlySpan<byte> tree)
            ? tree
            : DeviceTree;

    private ReadOnlySpan<byte> DeviceTree => SectionOf(UnifiedSections.DeviceTree);

    /// <summary>Behind the image's own; empty where it has none.</summary>
    public ReadOnlySpan<byte> Initrd => SectionOf(UnifiedSections.Initrd);

    /// <param name="file">Whole, as on its volume.</param>
    /// <param name="release">Of the kernel it is to be used with, from the section <c>.uname</c>; empty where that is
    /// unknown.</param>
    public static AddOnError TryCreate(ReadOnlySpan<byte> file, ReadOnlySpan<byte> release, out AddOnImage image)
    {
        image = default;
        if (!PeImage.TryCreate(file, out PeImage headers))
        {
            return AddOnError.NotPortableExecutable;
        }

        if (!ForeignImage.IsProgram(file))
        {
            return AddOnError.OtherArchitecture;
        }

        AddOnImage read = new(file, headers);
        if (headers.TryFind(UnifiedSections.Kernel, out _))
        {
            return AddOnError.CarriesKernel;
        }

        if (
            !release.IsEmpty
            && headers.TryFind(UnifiedSections.Release, out _)
            && !IsSameText(release, read.SectionOf(UnifiedSections.Release))
        )
        {
            return AddOnError.OtherRelease;
        }

        if (
            read.CommandLine.IsEmpty
            && read.DeviceTree.IsEmpty
            && read.Initrd.IsEmpty
            && !headers.TryFind(UnifiedSections.AutomaticDeviceTree, out _)
        )
        {
            return AddOnError.NothingInIt;
        }

        image = read;
        return AddOnError.None;
    }

    private ReadOnlySpan<byte> SectionOf(ReadOnlySpan<byte> name) =>
        _headers.TryFind(name, out PeSection section)
        && SectionContents.TryRead(_file, section, PeLayout.File, out ReadOnlySpan<byte> contents)
            ? contents
            : default;

    /// <summary>As strncmp does it for as long as the add-on's text is; a zero ends either.</summary>
    private static bool IsSameText(ReadOnlySpan<byte> release, ReadOnlySpan<byte> wanted)
    {
        for (int i = 0; i < wanted.Length; i++)
        {
            byte character = i < release.Length ? release[i] : (byte)0;
            if (character != wanted[i])
            {
                return false;
            }

            if (character == 0)
            {
                break;
            }
        }

        return true;
    }
}

/// <summary>The rules for <see cref="AddOnError"/>, for people.</summary>
public static class AddOnErrorText
{
    public static ReadOnlySpan<byte> Text(this AddOnError error) =>
        error switch
        {
            AddOnError.None => "an add-on"u8,
            AddOnError.NotPortableExecutable => "not a PE file"u8,
            AddOnError.OtherArchitecture => Arm64ImageError.OtherArchitecture.Text(),
            AddOnError.CarriesKernel => "carries a kernel: not an add-on"u8,
            AddOnError.OtherRelease => ".uname is of another kernel"u8,
            _ => "no section .cmdline, .dtb, .dtbauto or .initrd"u8,
        };
}
