using System.Globalization;
using Keelson.Cases;
using Keelson.Efi;
using Keelson.Tools.Qemu;
using Xunit;

namespace Keelson.Boot.Tests;

/// <summary>
/// The same C# twice: compiled for .NET it says what it is to print, and compiled for the machine it prints it. No
/// expected value is written by hand.
/// </summary>
public sealed class LanguageTests
{
    private const string LastLine = "language: done";

    /// <summary>U-Boot, as its console is UTF-8; that of edk2 shows "?" for what is not ASCII.</summary>
    [Fact]
    public async Task Every_case_prints_what_it_prints_in_DotNet()
    {
        QemuResult run = await Machine.RunAsync(
            new QemuRunOptions
            {
                Name = "language",
                Machine = "virt-uboot",
                EfiApplication = Built.Language,
                StopWhen = line => line.Contains(LastLine, StringComparison.Ordinal),
            }
        );
        run.RequireExit(QemuExit.Stopped);
        string[] expected = RunOnHost();
        string[] said =
        [
            .. run
                .Lines.Select(line => line.Text)
                .SkipWhile(text => text != expected[0])
                .TakeWhile(text => !text.Contains(LastLine, StringComparison.Ordinal)),
        ];
        string name = "";
        for (int i = 0; i < expected.Length; i++)
        {
            name = expected[i].StartsWith("case ", StringComparison.Ordinal) ? expected[i] : name;
            Assert.Equal($"{name}: {expected[i]}", $"{name}: {said.ElementAtOrDefault(i)}");
        }

        Assert.Equal(expected.Length, said.Length);
    }

    private static string[] RunOnHost()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        try
        {
            AllCases.Run();
            return EfiApplication.Take();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
