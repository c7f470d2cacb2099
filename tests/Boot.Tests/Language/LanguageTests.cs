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
    /// <summary>U-Boot, as its console is UTF-8; that of edk2 shows "?" for what is not ASCII.</summary>
    [Theory]
    [InlineData("language")]
    [InlineData("heap")]
    public async Task Every_case_prints_what_it_prints_in_DotNet(string guest)
    {
        string lastLine = $"{guest}: done";
        QemuResult run = await Machine.RunAsync(
            new QemuRunOptions
            {
                Name = guest,
                Machine = "virt-uboot",
                EfiApplication = guest == "heap" ? Built.Heap : Built.Language,
                StopWhen = line => line.Contains(lastLine, StringComparison.Ordinal),
            }
        );
        run.RequireExit(QemuExit.Stopped);
        string[] expected = RunOnHost(guest == "heap" ? Cases.Heap.AllCases.Run : AllCases.Run);
        string[] said =
        [
            .. run
                .Lines.Select(line => line.Text)
                .SkipWhile(text => text != expected[0])
                .TakeWhile(text => !text.Contains(lastLine, StringComparison.Ordinal)),
        ];
        string name = "";
        for (int i = 0; i < expected.Length; i++)
        {
            name = expected[i].StartsWith("case ", StringComparison.Ordinal) ? expected[i] : name;
            Assert.Equal($"{name}: {expected[i]}", $"{name}: {said.ElementAtOrDefault(i)}");
        }

        Assert.Equal(expected.Length, said.Length);
    }

    private static string[] RunOnHost(Action run)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        try
        {
            run();
            return EfiApplication.Take();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public async Task A_heap_goes_back_to_the_firmware()
    {
        QemuResult run = await Machine.RunAsync(
            new QemuRunOptions
            {
                Name = "heap-child",
                EfiApplication = Built.Launcher,
                Initrd = Built.Heap,
                MemoryMegabytes = 128,
            }
        );
        run.RequireExit(QemuExit.GuestShutdown)
            .RequireInOrder("heap: done", "launcher: child returned EFI_SUCCESS", "launcher: leaked 0 pages");
    }
}
