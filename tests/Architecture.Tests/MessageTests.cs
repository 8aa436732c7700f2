using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using PeerActors.Messages.Links;

namespace PeerActors.Architecture.Tests;

/// <summary>What crosses from actor to actor cannot be changed by either.</summary>
public sealed class MessageTests
{
    private static IEnumerable<Type> Records => typeof(LinkOpened).Assembly.GetTypes().Where(IsRecord);

    [Fact]
    public void Every_message_is_immutable()
    {
        Assert.NotEmpty(Records);
        Assert.Empty(Records.SelectMany(Changeable));
    }

    [Fact]
    public void What_can_be_changed_is_recognised()
    {
        Assert.True(IsRecord(typeof(Sample)) && IsRecord(typeof(SampleStruct)) && !IsRecord(typeof(NoRecord)));
        Assert.Equal(
            ["Sample.Bytes is a Byte[]", "Sample.Count can be set", "Sample.Field can be set", "Sample.Items is a List`1"],
            Changeable(typeof(Sample)).Order(StringComparer.Ordinal));
        Assert.Empty(Changeable(typeof(SampleStruct)));
        Assert.Equal(["ChangeableStruct.A can be set"], Changeable(typeof(ChangeableStruct)));
    }

    /// <summary>The compiler gives every record, class or struct, a method of this name.</summary>
    private static bool IsRecord(Type type) => type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly) is not null;

    private static IEnumerable<string> Changeable(Type type)
    {
        const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        foreach (var property in type.GetProperties(Own))
        {
            if (property.SetMethod is { IsPrivate: false } set && !set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)))
                yield return $"{type.Name}.{property.Name} can be set";
            if (IsChangeable(property.PropertyType)) yield return $"{type.Name}.{property.Name} is a {property.PropertyType.Name}";
        }

        foreach (var field in type.GetFields(Own).Where(static f => !f.IsPrivate && !f.IsInitOnly)) yield return $"{type.Name}.{field.Name} can be set";
    }

    private static bool IsChangeable(Type type) =>
        type.IsArray || (type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(type) && type.Namespace is "System.Collections.Generic" or "System.Collections.Concurrent");

    private sealed record Sample(int Count, List<int> Items, byte[] Bytes)
    {
        internal int Field = Count;

        public int Count { get; set; } = Count;
    }

    private readonly record struct SampleStruct(int A, string B);

    private record struct ChangeableStruct(int A);

    private sealed class NoRecord;
}
