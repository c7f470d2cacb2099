using Keelson.Tools.Fetch;
using Keelson.Tools.Processes;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Qemu;

/// <summary>
/// What a setting's value is to QEMU: the value as it stands; for <c>fetch NAME PATH</c> a file out of that entry of
/// the fetch catalogue, for <c>fetch NAME</c> the program it is for. What is not there yet is fetched now.
/// </summary>
internal static class MachineFile
{
    /// <exception cref="MachineUnavailableException">It can't be fetched.</exception>
    public static string Resolve(MachineSetting setting)
    {
        string[] words = setting.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is not ["fetch", ..])
        {
            return !Path.IsPathRooted(setting.Value) || Path.Exists(setting.Value)
                ? setting.Value
                : throw new MachineDefinitionException(
                    setting.Path,
                    setting.Line,
                    $"{setting.Name} is {setting.Value}, which does not exist",
                    "put the file there, or correct the path"
                );
        }

        if (words.Length is not (2 or 3))
        {
            throw new MachineDefinitionException(
                setting.Path,
                setting.Line,
                $"'{setting.Value}' does not say what to fetch",
                "write 'fetch NAME PATH', or 'fetch NAME' for a program"
            );
        }

        if (Catalogue.Find(words[1]) is not { } entry || (words.Length == 2 && entry.Program is null))
        {
            throw new MachineDefinitionException(
                setting.Path,
                setting.Line,
                $"the catalogue has no {(words.Length == 2 ? "program " : "")}'{words[1]}'",
                $"fetch --list shows what there is"
            );
        }

        return Have(() =>
        {
            FetchedPackage fetched = FetchedPackages.Current.Require(words[1]);
            return words.Length == 2 ? fetched.Program : fetched.Require(words[2]);
        });
    }

    /// <summary>The machine's own <c>emulator</c>, or the one that is installed.</summary>
    public static string Emulator(MachineDefinition machine) =>
        machine.Settings.TryGetValue("emulator", out MachineSetting? own)
            ? Resolve(own)
            : ExecutableSearch.Find("qemu-system-aarch64")
                ?? throw new MachineUnavailableException(
                    "qemu-system-aarch64 is not on this machine",
                    "run the setup verb"
                );

    /// <summary>
    /// What the machine can't be without: that it is missing says something of this computer, and nothing of the
    /// machine.
    /// </summary>
    public static T Have<T>(Func<T> find)
    {
        try
        {
            return find();
        }
        catch (FailureException failure)
        {
            throw new MachineUnavailableException(failure.What, failure.Advice);
        }
    }
}
