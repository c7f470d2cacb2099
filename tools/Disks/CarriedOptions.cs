using System.Text;
using Keelson.Images;
using Keelson.Tools.PortableExecutable;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Disks;

/// <summary>
/// Options in a copy of an application: firmware that finds a file on a disk by its name has none to give. They go into
/// the section <c>.cmdline</c>, where our stub and systemd's look (UAPI Group Specifications, UKI).
/// </summary>
internal static class CarriedOptions
{
    private static string Section => Encoding.ASCII.GetString(UnifiedSections.CommandLine);

    /// <exception cref="FailureException">The file is no EFI application, or can't carry them.</exception>
    public static byte[] AddTo(string application, string options)
    {
        try
        {
            byte[] file = File.ReadAllBytes(application);
            if (PeFile.Read(file).Sections.Any(section => section.Name == Section))
            {
                throw new FailureException(
                    $"{application} carries options already",
                    "leave --append out, or name an application without a section " + Section
                );
            }

            SectionAppender copy = new(file);
            copy.Append(Section, Encoding.UTF8.GetBytes(options));
            return copy.Finish();
        }
        catch (BadImageFormatException)
        {
            throw new FailureException(
                $"{application} is no EFI application, so it can't carry options",
                "name an application with --efi, or leave --append out"
            );
        }
    }
}
