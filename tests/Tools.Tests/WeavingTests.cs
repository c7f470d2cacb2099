using Keelson.Tools.Diagnostics;
using Keelson.Tools.Language;
using Keelson.Tools.Weaving;
using Keelson.Tools.Workspace;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>Small programs through the weaver, looked at and run.</summary>
public sealed class WeavingTests : IDisposable
{
    private readonly WovenProgram _program = new();

    public void Dispose() => _program.Dispose();

    private void AddEntry(Action<ILProcessor> body) =>
        _program.Mark(_program.AddMethod("Entry", body), "UnmanagedCallersOnlyAttribute");

    private void Say(ILProcessor il, string text)
    {
        il.Emit(OpCodes.Ldstr, text);
        il.Emit(OpCodes.Call, _program.Literal);
    }

    private static void Nothing(ILProcessor il)
    {
        il.Emit(OpCodes.Nop);
        il.Emit(OpCodes.Ret);
    }

    private static MethodDefinition Method(ModuleDefinition woven, string name) =>
        woven.GetTypes().SelectMany(type => type.Methods).Single(method => method.Name == name);

    private static string[] Inlined(ModuleDefinition woven) =>
        [
            .. woven
                .GetTypes()
                .SelectMany(type => type.Methods)
                .Where(method => method.AggressiveInlining)
                .Select(method => method.Name)
                .Order(),
        ];

    /// <summary>Behind a call of it the build leaves nothing.</summary>
    [Fact]
    public void What_a_program_ends_with_never_returns()
    {
        static void TwoReturns(ILProcessor il)
        {
            Instruction end = il.Create(OpCodes.Ret);
            il.Emit(OpCodes.Ldc_I4_0);
            il.Emit(OpCodes.Brtrue, end);
            il.Emit(OpCodes.Ret);
            il.Append(end);
        }

        _program.Mark(_program.AddMethod("End", TwoReturns), "RuntimeExportAttribute", "KeelsonFailFast");
        _program.AddMethod("Other", TwoReturns);
        using ModuleDefinition woven = _program.Weave();
        Assert.Equal(2, Method(woven, "Other").Body.Instructions.Count(one => one.OpCode.Code == Code.Ret));
        Instruction[] stays =
        [
            .. Method(woven, "End")
                .Body.Instructions.Where(one => one.OpCode.FlowControl is FlowControl.Branch or FlowControl.Return),
        ];
        Assert.Equal(2, stays.Length);
        Assert.All(stays, one => Assert.Same(one, one.Operand));
    }

    [Fact]
    public void Literals_become_bytes_and_say_the_same()
    {
        _program.AddMethod(
            "Speak",
            il =>
            {
                foreach (
                    string text in (string[])
                        ["", "a", "map of ", "\u00e9\u20ac\ud83d\ude00", "quote\"\\\0end", "a", new string('x', 300)]
                )
                {
                    Say(il, text);
                }

                il.Emit(OpCodes.Ret);
            }
        );
        using ModuleDefinition woven = _program.Weave();
        Assert.DoesNotContain(Method(woven, "Speak").Body.Instructions, one => one.OpCode.Code == Code.Ldstr);
        // The same text is there once.
        Assert.Equal(6, woven.Types.Single(type => type.Name == "<Utf8Literals>").Fields.Count);
        Assert.Equal(
            $"[][a][map of ][\u00e9\u20ac\ud83d\ude00][quote\"\\\0end][a][{new string('x', 300)}]",
            _program.Run("Speak")
        );
    }

    public enum Source
    {
        Field,
        Local,
        Argument,
        Reference,
        Property,
        Widened,
    }

    /// <summary><c>$"{(uint)error}"</c>, whatever the enum comes from.</summary>
    [Theory]
    [InlineData(Source.Field)]
    [InlineData(Source.Local)]
    [InlineData(Source.Argument)]
    [InlineData(Source.Reference)]
    [InlineData(Source.Property)]
    [InlineData(Source.Widened)]
    public void An_enum_printed_as_a_number_is_refused(Source source)
    {
        TypeDefinition type = _program.AddEnum("MapError");
        AddPrint(type, source, format: null);
        _program.Weave();
        Diagnostic finding = Assert.Single(_program.Findings);
        Assert.Equal("KEEL320", finding.Code);
        Assert.Contains("Host.Print prints the enum MapError", finding.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "x", false)]
    [InlineData(true, "x", true)]
    [InlineData(true, null, false)]
    public void Only_the_bits_of_flags_may_be_printed(bool isFlags, string? format, bool isAllowed)
    {
        AddPrint(_program.AddEnum("Attributes", isFlags), Source.Field, format);
        _program.Weave();
        Assert.Equal(isAllowed ? [] : ["KEEL320"], _program.Findings.Select(one => one.Code));
    }

    [Fact]
    public void Numbers_are_printed()
    {
        _program.AddMethod(
            "Print",
            il =>
            {
                il.Emit(OpCodes.Ldc_I4_3);
                il.Emit(OpCodes.Call, _program.Number);
                il.Emit(OpCodes.Ret);
            }
        );
        _program.Weave().Dispose();
    }

    private void AddPrint(TypeDefinition type, Source source, string? format)
    {
        FieldDefinition field = new("s_value", FieldAttributes.Public | FieldAttributes.Static, type);
        _program.Host.Fields.Add(field);
        MethodDefinition property = _program.AddMethod(
            "get_Value",
            il =>
            {
                il.Emit(OpCodes.Ldsfld, field);
                il.Emit(OpCodes.Ret);
            }
        );
        property.ReturnType = type;
        MethodDefinition print = _program.AddMethod("Print", body: null);
        print.Body.Variables.Add(new VariableDefinition(type));
        print.Parameters.Add(new ParameterDefinition(type));
        print.Parameters.Add(new ParameterDefinition(new ByReferenceType(type)));
        ILProcessor il = print.Body.GetILProcessor();
        switch (source)
        {
            case Source.Local:
                il.Emit(OpCodes.Ldloc_0);
                break;
            case Source.Argument:
                il.Emit(OpCodes.Ldarg_0);
                break;
            case Source.Reference:
                il.Emit(OpCodes.Ldarg_1);
                il.Emit(OpCodes.Ldind_U4);
                break;
            case Source.Property:
                il.Emit(OpCodes.Call, property);
                break;
            default:
                il.Emit(OpCodes.Ldsfld, field);
                break;
        }

        if (source == Source.Widened)
        {
            il.Emit(OpCodes.Conv_U8);
        }

        if (format is not null)
        {
            il.Emit(OpCodes.Ldstr, format);
        }

        il.Emit(OpCodes.Call, format is null ? _program.Number : _program.Formatted);
        il.Emit(OpCodes.Ret);
    }

    [Fact]
    public void Strings_not_printed_stay_UTF_16()
    {
        MethodDefinition other = _program.AddMethod("AppendLiteral", Nothing);
        other.Parameters.Add(new ParameterDefinition(_program.Module.TypeSystem.String));
        _program.AddMethod(
            "Speak",
            il =>
            {
                il.Emit(OpCodes.Ldstr, "not of a line");
                il.Emit(OpCodes.Call, other);
                // What is not at once the argument is left alone.
                il.Emit(OpCodes.Ldstr, "late");
                il.Emit(OpCodes.Nop);
                il.Emit(OpCodes.Call, _program.Literal);
                il.Emit(OpCodes.Ret);
            }
        );
        using ModuleDefinition woven = _program.Weave();
        Assert.Equal(
            ["not of a line", "late"],
            Method(woven, "Speak")
                .Body.Instructions.Where(one => one.OpCode.Code == Code.Ldstr)
                .Select(one => (string)one.Operand)
        );
        Assert.DoesNotContain(woven.Types, type => type.Name == "<Utf8Literals>");
        Assert.Equal("late", _program.Run("Speak"));
    }

    /// <summary>A rewritten line is longer, so that a short branch over some of them no longer reaches.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(40)]
    public void Branches_over_lines_still_reach(int lines)
    {
        _program.AddMethod(
            "Speak",
            il =>
            {
                Instruction skipped = il.Create(OpCodes.Nop),
                    again = il.Create(OpCodes.Nop),
                    end = il.Create(OpCodes.Ret);
                VariableDefinition count = new(_program.Module.TypeSystem.Int32);
                il.Body.Variables.Add(count);
                il.Body.InitLocals = true;
                il.Emit(OpCodes.Ldc_I4_1);
                il.Emit(OpCodes.Brtrue_S, skipped);
                for (int i = 0; i < lines; i++)
                {
                    Say(il, "never");
                }

                il.Append(skipped);
                il.Append(again);
                for (int i = 0; i < Math.Min(lines, 8); i++)
                {
                    Say(il, $"{i}");
                }

                il.Emit(OpCodes.Ldloc_0);
                il.Emit(OpCodes.Ldc_I4_1);
                il.Emit(OpCodes.Add);
                il.Emit(OpCodes.Dup);
                il.Emit(OpCodes.Stloc_0);
                il.Emit(OpCodes.Ldc_I4_3);
                il.Emit(OpCodes.Blt_S, again);
                il.Append(end);
            }
        );
        // As the C# compiler writes it: what the short form cannot say here, it would not have said.
        foreach (
            Instruction branch in lines > 12
                ? Method(_program.Module, "Speak")
                    .Body.Instructions.Where(one => one.OpCode.Code == Code.Brtrue_S)
                    .ToArray()
                : []
        )
        {
            branch.OpCode = OpCodes.Brtrue;
        }

        using ModuleDefinition woven = _program.Weave();
        string turn = string.Concat(Enumerable.Range(0, Math.Min(lines, 8)).Select(i => $"[{i}]"));
        Assert.Equal(turn + turn + turn, _program.Run("Speak"));
    }

    [Fact]
    public void A_method_that_is_called_from_one_place_is_marked_and_others_are_not()
    {
        MethodDefinition once = _program.AddMethod("Once", Nothing),
            twice = _program.AddMethod("Twice", Nothing);
        MethodDefinition ofUnused = _program.AddMethod("OfUnused", Nothing);
        MethodDefinition unused = _program.AddMethod(
            "Unused",
            il =>
            {
                il.Emit(OpCodes.Call, ofUnused);
                il.Emit(OpCodes.Call, once);
                il.Emit(OpCodes.Ret);
            }
        );
        MethodDefinition inner = _program.AddMethod("Inner", Nothing);
        MethodDefinition outer = _program.AddMethod(
            "Outer",
            il =>
            {
                il.Emit(OpCodes.Call, inner);
                il.Emit(OpCodes.Call, twice);
                il.Emit(OpCodes.Ret);
            }
        );
        AddEntry(il =>
        {
            foreach (MethodDefinition callee in (MethodDefinition[])[once, twice, outer])
            {
                il.Emit(OpCodes.Call, callee);
            }

            il.Emit(OpCodes.Ret);
        });
        using ModuleDefinition woven = _program.Weave();
        // What nobody reaches calls nobody.
        Assert.Equal(["Inner", "Once", "Outer"], Inlined(woven));
    }

    [Fact]
    public void Methods_that_must_stay_separate_are_not_inlined()
    {
        MethodDefinition refuses = _program.AddMethod("Refuses", Nothing);
        refuses.NoInlining = true;
        MethodDefinition ends = _program.AddMethod("Ends", Nothing);
        _program.Mark(ends, "DoesNotReturnAttribute");
        MethodDefinition takesStack = _program.AddMethod(
            "TakesStack",
            il =>
            {
                il.Emit(OpCodes.Ldc_I4_8);
                il.Emit(OpCodes.Conv_U);
                il.Emit(OpCodes.Localloc);
                il.Emit(OpCodes.Pop);
                il.Emit(OpCodes.Ret);
            }
        );
        MethodDefinition byAddress = _program.AddMethod("ByAddress", Nothing);
        MethodDefinition[] sized =
        [
            .. ((int[])[60, 61]).Select(size =>
                _program.AddMethod(
                    $"Of{size}",
                    il =>
                    {
                        for (int i = 1; i < size; i++)
                        {
                            il.Emit(OpCodes.Nop);
                        }
                        il.Emit(OpCodes.Ret);
                    }
                )
            ),
        ];
        AddEntry(il =>
        {
            foreach (MethodDefinition callee in (MethodDefinition[])[refuses, ends, takesStack, .. sized])
            {
                il.Emit(OpCodes.Call, callee);
            }

            il.Emit(OpCodes.Ldftn, byAddress);
            il.Emit(OpCodes.Pop);
            il.Emit(OpCodes.Ret);
        });
        using ModuleDefinition woven = _program.Weave();
        Assert.Equal(["Of60"], Inlined(woven));
        Assert.True(Method(woven, "Refuses").NoInlining);
    }

    [Fact]
    public void Interface_implementations_are_not_inlined()
    {
        const MethodAttributes Member = MethodAttributes.Virtual | MethodAttributes.NewSlot;
        TypeDefinition contract = _program.AddType("IContract", TypeAttributes.Interface | TypeAttributes.Abstract);
        MethodDefinition asked = _program.AddMethod("Asked", null, contract, Member | MethodAttributes.Abstract);
        MethodDefinition below = _program.AddMethod("Below", Nothing);
        MethodDefinition implementation = _program.AddMethod(
            "Asked",
            il =>
            {
                il.Emit(OpCodes.Call, below);
                il.Emit(OpCodes.Ret);
            },
            _program.AddType("Plain"),
            Member
        );
        MethodDefinition hidden = _program.AddMethod("IContract.Asked", Nothing, _program.AddType("Hidden"), Member);
        foreach (MethodDefinition one in (MethodDefinition[])[implementation, hidden])
        {
            one.DeclaringType.Interfaces.Add(new InterfaceImplementation(contract));
        }

        hidden.Overrides.Add(asked);
        AddEntry(il =>
        {
            il.Emit(OpCodes.Ldnull);
            il.Emit(OpCodes.Callvirt, asked);
            il.Emit(OpCodes.Ldnull);
            il.Emit(OpCodes.Call, implementation);
            il.Emit(OpCodes.Ldnull);
            il.Emit(OpCodes.Call, hidden);
            il.Emit(OpCodes.Ret);
        });
        using ModuleDefinition woven = _program.Weave();
        Assert.Equal(["Below"], Inlined(woven));
    }

    [Fact]
    public void Woven_twice_is_woven_alike()
    {
        _program.AddMethod(
            "Speak",
            il =>
            {
                Say(il, "one");
                Say(il, "two");
                il.Emit(OpCodes.Ret);
            }
        );
        using ModuleDefinition first = _program.Weave(),
            second = _program.Weave();
        Assert.Equal(first.Mvid, second.Mvid);
    }

    [Fact]
    public void A_file_that_is_missing_or_no_assembly_is_named()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("keelson-weaving-");
        try
        {
            string missing = Path.Combine(folder.FullName, "missing.dll"),
                text = Path.Combine(folder.FullName, "text.dll"),
                bare = Path.Combine(folder.FullName, "bare.dll");
            File.WriteAllText(text, "no assembly");
            using (
                AssemblyDefinition assembly = AssemblyDefinition.CreateAssembly(
                    new AssemblyNameDefinition("bare", new Version(1, 0)),
                    "bare",
                    ModuleKind.Dll
                )
            )
            {
                assembly.Write(bare);
            }

            foreach (string path in (string[])[missing, text, bare])
            {
                FailureException failure = Assert.Throws<FailureException>(() =>
                    ProgramWeaver.Weave([path], Path.Combine(folder.FullName, "out"), folder.FullName, HeapKind.None)
                );
                Assert.Contains(path, failure.Message);
                Assert.False(Directory.Exists(Path.Combine(folder.FullName, "out")));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
