using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Text;
using Keelson.Tools.Diagnostics;
using Keelson.Tools.Language;
using Keelson.Tools.Weaving;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Xunit;
using FieldAttributes = Mono.Cecil.FieldAttributes;
using MethodAttributes = Mono.Cecil.MethodAttributes;
using TypeAttributes = Mono.Cecil.TypeAttributes;

namespace Keelson.Tools.Tests;

/// <summary>
/// A program in the shape that the weaver sees: an assembly that uses a text type of another and a core library by the
/// name CoreLib. Here that one forwards to the host's, so that what was woven can also be run.
/// </summary>
public sealed class WovenProgram : IDisposable
{
    /// <summary>One of ours, so that our own rules hold for it.</summary>
    private const string ProgramName = "Keelson.Program";

    private static readonly Type[] s_forwarded = [typeof(object), typeof(ValueType)];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keelson-weaving-");
    private readonly AssemblyDefinition _core = New("CoreLib");
    private readonly AssemblyDefinition _text = New("Text");
    private readonly AssemblyDefinition _program = New(ProgramName);

    public WovenProgram()
    {
        AssemblyName host = typeof(object).Assembly.GetName();
        AssemblyNameReference hostReference = new(host.Name, host.Version);
        _core.MainModule.AssemblyReferences.Add(hostReference);
        foreach (Type type in s_forwarded)
        {
            const TypeAttributes Forwarder = (TypeAttributes)0x0020_0000;
            _core.MainModule.ExportedTypes.Add(
                new ExportedType(type.Namespace, type.Name, _core.MainModule, hostReference) { Attributes = Forwarder }
            );
        }

        _program.MainModule.AssemblyReferences.Add(new AssemblyNameReference("CoreLib", new Version(1, 0)));
        _program.MainModule.AssemblyReferences.Add(new AssemblyNameReference("Text", new Version(1, 0)));
        Host = AddType("Host");
        WriteText(_text, speaks: false);
        Literal = TextMethod("AppendLiteral", Module.TypeSystem.String);
        Number = TextMethod("AppendFormatted", Module.TypeSystem.UInt32);
        Formatted = TextMethod("AppendFormatted", Module.TypeSystem.UInt32, Module.TypeSystem.String);
    }

    /// <summary>What the last weaving refused.</summary>
    internal IReadOnlyList<Diagnostic> Findings { get; private set; } = [];

    public ModuleDefinition Module => _program.MainModule;

    /// <summary>The type that methods of the program go into.</summary>
    public TypeDefinition Host { get; }

    /// <summary>
    /// <c>TextLine.AppendLiteral(string)</c>, static here, so that a line is one instruction shorter.
    /// </summary>
    public MethodReference Literal { get; }

    /// <summary><c>TextLine.AppendFormatted(uint)</c>, static likewise.</summary>
    public MethodReference Number { get; }

    /// <summary><c>TextLine.AppendFormatted(uint, string)</c>, static likewise.</summary>
    public MethodReference Formatted { get; }

    /// <param name="isFlags">[Flags] stands above it.</param>
    public TypeDefinition AddEnum(string name, bool isFlags = false)
    {
        TypeReference Core(string of) => new("System", of, Module, Module.AssemblyReferences[0]);
        TypeDefinition type = new("", name, TypeAttributes.Public | TypeAttributes.Sealed, Core("Enum"));
        type.Fields.Add(
            new FieldDefinition(
                "value__",
                FieldAttributes.Public | FieldAttributes.SpecialName | FieldAttributes.RTSpecialName,
                Module.TypeSystem.UInt32
            )
        );
        if (isFlags)
        {
            type.CustomAttributes.Add(
                new CustomAttribute(new MethodReference(".ctor", Module.TypeSystem.Void, Core("FlagsAttribute")))
            );
        }

        Module.Types.Add(type);
        return type;
    }

    public TypeDefinition AddType(string name, TypeAttributes attributes = TypeAttributes.Class)
    {
        bool isInterface = (attributes & TypeAttributes.Interface) != 0;
        TypeDefinition type = new(
            "",
            name,
            TypeAttributes.Public | attributes,
            isInterface ? null : new TypeReference("System", "Object", Module, Module.AssemblyReferences[0])
        );
        Module.Types.Add(type);
        return type;
    }

    public MethodDefinition AddMethod(
        string name,
        Action<ILProcessor>? body,
        TypeDefinition? type = null,
        MethodAttributes attributes = MethodAttributes.Static
    )
    {
        MethodDefinition method = new(
            name,
            MethodAttributes.Public | MethodAttributes.HideBySig | attributes,
            Module.TypeSystem.Void
        )
        {
            HasThis = (attributes & MethodAttributes.Static) == 0,
        };
        (type ?? Host).Methods.Add(method);
        body?.Invoke(method.Body.GetILProcessor());
        return method;
    }

    public void Mark(MethodDefinition method, string attribute, string? argument = null)
    {
        TypeDefinition type = AddType(attribute);
        MethodDefinition constructor = AddMethod(
            ".ctor",
            il => il.Emit(OpCodes.Ret),
            type,
            MethodAttributes.SpecialName | MethodAttributes.RTSpecialName
        );
        CustomAttribute mark = new(constructor);
        if (argument is not null)
        {
            TypeReference text = method.Module.TypeSystem.String;
            constructor.Parameters.Add(new ParameterDefinition(text));
            mark.ConstructorArguments.Add(new CustomAttributeArgument(text, argument));
        }

        method.CustomAttributes.Add(mark);
    }

    /// <summary>Writes the assemblies, and has them woven as the build does.</summary>
    /// <returns>The program's own, read again.</returns>
    public ModuleDefinition Weave()
    {
        List<string> paths = [];
        foreach (AssemblyDefinition assembly in (AssemblyDefinition[])[_core, _text, _program])
        {
            paths.Add(Path.Combine(_folder.FullName, assembly.Name.Name + ".dll"));
            assembly.Write(
                paths[^1],
                new WriterParameters { WriteSymbols = true, SymbolWriterProvider = new PortablePdbWriterProvider() }
            );
        }

        Findings = ProgramWeaver.Weave(paths, Path.Combine(_folder.FullName, "woven"), _folder.FullName, HeapKind.None);
        if (Findings.Count > 0)
        {
            return Module;
        }

        Assert.All(
            paths,
            path => Assert.True(File.Exists(Path.Combine(_folder.FullName, "woven", Path.GetFileName(path))))
        );
        return ModuleDefinition.ReadModule(new MemoryStream(File.ReadAllBytes(Woven(ProgramName))));
    }

    /// <summary>
    /// Runs a method of the program as it was woven, against a text type that notes what it is given.
    /// </summary>
    /// <returns>UTF-8 in brackets, strings as they are.</returns>
    public string Run(string method)
    {
        AssemblyLoadContext context = new("woven", isCollectible: true);
        using AssemblyDefinition speaking = New("Text");
        WriteText(speaking, speaks: true);
        using MemoryStream text = new();
        speaking.Write(text);
        text.Position = 0;
        context.LoadFromStream(text);
        context.LoadFromStream(new MemoryStream(File.ReadAllBytes(Woven("CoreLib"))));
        Said.Clear();
        Assembly program = context.LoadFromStream(new MemoryStream(File.ReadAllBytes(Woven(ProgramName))));
        program.GetType("Host")!.GetMethod(method)!.Invoke(null, []);
        context.Unload();
        return Said.ToString();
    }

    public void Dispose()
    {
        _core.Dispose();
        _text.Dispose();
        _program.Dispose();
        _folder.Delete(recursive: true);
    }

    private static StringBuilder Said { get; } = new();

    public static void Note(string text) => Said.Append(text);

    public static void NoteBytes(ref byte first, int length) =>
        Said.Append('[')
            .Append(Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpan(in first, length)))
            .Append(']');

    private string Woven(string name) => Path.Combine(_folder.FullName, "woven", name + ".dll");

    private static AssemblyDefinition New(string name) =>
        AssemblyDefinition.CreateAssembly(new AssemblyNameDefinition(name, new Version(1, 0)), name, ModuleKind.Dll);

    private MethodReference TextMethod(string name, params TypeReference[] parameters)
    {
        MethodReference method = new(
            name,
            Module.TypeSystem.Void,
            new TypeReference("", "TextLine", Module, Module.AssemblyReferences[1])
        );
        foreach (TypeReference parameter in parameters)
        {
            method.Parameters.Add(new ParameterDefinition(parameter));
        }

        return method;
    }

    private static void WriteText(AssemblyDefinition assembly, bool speaks)
    {
        ModuleDefinition module = assembly.MainModule;
        TypeDefinition type = new("", "TextLine", TypeAttributes.Public, module.TypeSystem.Object);
        module.Types.Add(type);
        Add("AppendLiteral", nameof(Note), module.TypeSystem.String);
        Add("AppendUtf8", nameof(NoteBytes), new ByReferenceType(module.TypeSystem.Byte), module.TypeSystem.Int32);

        void Add(string name, string note, params TypeReference[] parameters)
        {
            MethodDefinition method = new(
                name,
                MethodAttributes.Public | MethodAttributes.Static,
                module.TypeSystem.Void
            );
            ILProcessor il = method.Body.GetILProcessor();
            foreach (TypeReference parameter in parameters)
            {
                method.Parameters.Add(new ParameterDefinition(parameter));
                if (speaks)
                {
                    il.Emit(OpCodes.Ldarg, method.Parameters[^1]);
                }
            }

            if (speaks)
            {
                il.Emit(OpCodes.Call, module.ImportReference(typeof(WovenProgram).GetMethod(note)));
            }

            il.Emit(OpCodes.Ret);
            type.Methods.Add(method);
        }
    }
}
