using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Keelson.Tools.Qemu;

namespace Keelson.Tools.Commands;

/// <summary>
/// What an option takes, said with the option: a wrong word is found before anything is built, and answered with the
/// valid ones.
/// </summary>
internal static class OptionRules
{
    /// <summary>A time limit: long enough for anything, short enough for a timer.</summary>
    public const int MaximumSeconds = 24 * 60 * 60;

    private const string DefaultMachine = "virt-aavmf";

    /// <summary>A machine of <c>qemu-scripts/</c>.</summary>
    public static Option<string> Machine()
    {
        Option<string> machine = new("--machine")
        {
            Description = "a machine in qemu-scripts/",
            DefaultValueFactory = _ => DefaultMachine,
        };
        RequireMachine(machine);
        return machine;
    }

    public static void RequireMachine(Option option) =>
        RequireEach(
            option,
            name =>
                MachineDefinition.Names().Contains(name, StringComparer.Ordinal)
                    ? null
                    : $"there is no machine '{name}'; there are {string.Join(", ", MachineDefinition.Names())}"
        );

    public static void RequireWholeNumber(Option option, int minimum = 1, int maximum = int.MaxValue) =>
        RequireEach(
            option,
            text =>
                int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number)
                && number >= minimum
                && number <= maximum
                    ? null
                    : $"{option.Name} takes a number "
                        + (maximum == int.MaxValue ? $"above {minimum - 1}" : $"from {minimum} to {maximum}")
                        + $", not '{text}'"
        );

    /// <summary>Has each word of an option judged.</summary>
    /// <param name="fault">What is wrong with a word, or null.</param>
    // The text and not the value: asking for the value of something that is no number throws.
    public static void RequireEach(Option option, Func<string, string?> fault) =>
        option.Validators.Add(result => Judge(result, fault));

    /// <inheritdoc cref="RequireEach(Option, Func{string, string?})"/>
    public static void RequireEach(Argument argument, Func<string, string?> fault) =>
        argument.Validators.Add(result => Judge(result, fault));

    private static void Judge(SymbolResult result, Func<string, string?> fault)
    {
        foreach (string text in result.Tokens.Select(token => fault(token.Value)).OfType<string>())
        {
            result.AddError(text);
        }
    }
}
