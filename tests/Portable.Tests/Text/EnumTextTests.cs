using System;
using System.Linq;
using System.Reflection;
using System.Text;
using Keelson.Handover;
using Keelson.RuntimeServices;
using Keelson.Text;
using Keelson.Uefi;
using Xunit;

namespace Keelson.Portable.Tests.Text;

/// <summary>An outcome is printed in words, never as a number: each value of each such enum has its own.</summary>
public class EnumTextTests
{
    private delegate ReadOnlySpan<byte> TextOf<TEnum>(TEnum value)
        where TEnum : struct, Enum;

    private static readonly Assembly s_portable = typeof(TextLine).Assembly;

    private static MethodInfo? FindText(Type type) =>
        s_portable
            .GetExportedTypes()
            .SelectMany(one => one.GetMethods(BindingFlags.Public | BindingFlags.Static))
            .SingleOrDefault(method =>
                method.Name == "Text" && method.GetParameters() is [{ } only] && only.ParameterType == type
            );

    /// <summary>All that name an outcome, and all others that are printed.</summary>
    public static TheoryData<Type> Enums =>
        [
            .. s_portable
                .GetExportedTypes()
                .Where(type =>
                    type.IsEnum
                    && (type.Name.EndsWith("Error") || type.Name.EndsWith("Status") || FindText(type) != null)
                ),
        ];

    [Theory, MemberData(nameof(Enums))]
    public void Every_value_has_a_text_of_its_own(Type type)
    {
        MethodInfo? text = FindText(type);
        Assert.True(text is not null, $"{type.Name} has no Text()");
        string[] texts = (string[])
            typeof(EnumTextTests)
                .GetMethod(nameof(TextsOf), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(type)
                .Invoke(null, [text])!;
        Assert.DoesNotContain("", texts);
        Assert.Equal(texts.Order(), texts.Distinct().Order());
        Assert.All(texts, one => Assert.All(one, character => Assert.InRange(character, ' ', '~')));
    }

    private static string[] TextsOf<TEnum>(MethodInfo method)
        where TEnum : struct, Enum
    {
        TextOf<TEnum> text = method.CreateDelegate<TextOf<TEnum>>();
        return [.. Enum.GetValues<TEnum>().Select(value => Encoding.UTF8.GetString(text(value)))];
    }

    [Fact]
    public void Outcomes_are_errors_and_the_first_is_none()
    {
        Type[] errors = [.. s_portable.GetTypes().Where(type => type.IsEnum && type.Name.EndsWith("Error"))];
        Assert.NotEmpty(errors);
        Assert.All(errors, type => Assert.Equal("None", Enum.ToObject(type, 0).ToString()));
        // The specification's own keeps its name; faults that a test asks for are no outcomes.
        Type[] askedFor = [typeof(InjectedFault), typeof(KexecFault)];
        Type other = Assert.Single(
            s_portable.GetTypes(),
            type =>
                type.IsEnum && (type.Name.EndsWith("Status") || type.Name.EndsWith("Fault")) && !askedFor.Contains(type)
        );
        Assert.Equal(typeof(EfiStatus), other);
    }

    /// <summary>An enum in a line is a name, of the specification's for the two that have their own overload.</summary>
    [Fact]
    public void A_line_names_every_enum()
    {
        TextLine line = $"{MemoryType.LoaderData} {EfiStatus.NotFound} {BootExitError.ExitRefused}";
        Assert.Equal("LoaderData EFI_NOT_FOUND ExitRefused", Encoding.UTF8.GetString(line.Text));
    }

    [Theory]
    [InlineData(ClobberedRegisters.None, "")]
    [InlineData(ClobberedRegisters.X18, "x18")]
    [InlineData((ClobberedRegisters)2, "x19")]
    [InlineData((ClobberedRegisters)(1 << 1 | 1 << 11 | 1 << 12 | 1 << 19), "x19 x29 d8 d15")]
    [InlineData(ClobberedRegisters.UserStack | ClobberedRegisters.VirtualTimer, "SP_EL0 CNTV_CTL_EL0")]
    [InlineData(
        ClobberedRegisters.PhysicalTimerValue
            | ClobberedRegisters.VirtualTimerValue
            | ClobberedRegisters.InterruptPriorities
            | ClobberedRegisters.InterruptGroup,
        "CNTP_CVAL_EL0 ICC_PMR_EL1 ICC_IGRPEN1_EL1 CNTV_CVAL_EL0"
    )]
    [InlineData(ClobberedRegisters.StackPointer | ClobberedRegisters.InterruptMask, "SP DAIF")]
    [InlineData(ClobberedRegisters.SystemErrorPending | ClobberedRegisters.PrivilegedAccess, "SError PAN")]
    [InlineData(ClobberedRegisters.CoprocessorAccess | ClobberedRegisters.TrapsOfEl2, "CPACR_EL1 CPTR_EL2")]
    [InlineData(
        ClobberedRegisters.StackSelect
            | ClobberedRegisters.LowerTable
            | ClobberedRegisters.UpperTable
            | ClobberedRegisters.SystemControl,
        "SPSel TTBR0_EL1 TTBR1_EL1 SCTLR_EL1"
    )]
    public void Clobbered_registers_are_named(ClobberedRegisters registers, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(registers.Text(new byte[ClobberedRegistersText.MaximumBytes])));

    [Fact]
    public void All_clobbered_registers_fit_their_room() =>
        Assert.Equal(
            26,
            Encoding
                .UTF8.GetString(((ClobberedRegisters)0x3ff_ffff).Text(new byte[ClobberedRegistersText.MaximumBytes]))
                .Split(' ')
                .Length
        );
}
